import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { localHome, readHub } from './hub.js';

const { PROMETHEUS_URL, ZIPKIN_URL } = process.env;

/** Addresses of what watches the hub under test; undefined where nothing does. */
export const prometheusUrl = PROMETHEUS_URL || ofPort('prometheus');
export const zipkinUrl = ZIPKIN_URL || ofPort('zipkin');

function ofPort(name: string): string | undefined {
  const port = localHome ? readHub().ports[name] : undefined;
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

interface Series {
  metric: Record<string, string>;
  value: [time: number, value: string];
}

/** Asks Prometheus for what an expression is now. */
export async function query(expression: string): Promise<Series[]> {
  const url = `${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`;
  const answer = (await (await fetch(url)).json()) as { data?: { result: Series[] }; error?: string };
  if (!answer.data) throw new Error(`Prometheus refuses ${expression}: ${answer.error}`);
  return answer.data.result;
}

/** Asks Prometheus' HTTP API. */
export async function prometheus<T>(api: string): Promise<T> {
  return ((await (await fetch(`${prometheusUrl}/api/v1/${api}`)).json()) as { data: T }).data;
}

/** A span in the answers of Zipkin's API v2. */
export interface Span {
  id: string;
  parentId?: string;
  name: string;
  localEndpoint: { serviceName: string };
  tags: Record<string, string>;
}

/** The spans of a trace that have arrived. */
export async function spansOf(trace: string): Promise<Span[]> {
  const response = await fetch(`${zipkinUrl}/api/v2/trace/${trace}`);
  return response.ok ? ((await response.json()) as Span[]) : [];
}

interface Panel {
  title: string;
  targets?: { expr: string }[];
}

export interface Dashboard {
  title: string;
  /** Of all panels, with the dashboard's variables filled in as Grafana does for "All". */
  queries: { panel: string; expression: string }[];
  /** Of the marks that are drawn into all panels. */
  marks: string[];
}

/** The dashboards that Grafana is provisioned with. */
export function dashboards(): Dashboard[] {
  const folder = path.join(import.meta.dirname, '../../observability/grafana/dashboards');
  return readdirSync(folder).map((file) => {
    const { title, panels, annotations } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      title: string;
      panels: Panel[];
      annotations: { list: { expr: string }[] };
    };
    const queries = panels.flatMap(({ title: panel, targets = [] }) =>
      targets.map(({ expr }) => ({ panel, expression: filledIn(expr) })),
    );
    return { title, queries, marks: annotations.list.map(({ expr }) => expr) };
  });
}

function filledIn(expression: string): string {
  return expression.replaceAll('$__range', '30m').replaceAll(/\$\w+/g, '.*');
}
