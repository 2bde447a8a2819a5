import { code, either, markdownTable } from './markdown.js';
import { type Placeholder, placeholdersOf } from './mesh.js';

/** What each is; a test finds what is missing here. */
export const containerMeanings: Record<string, string> = {
  IMAGEHUB_CONSUL_PORT: "Port of Consul's API and page on this machine",
  IMAGEHUB_EDGE_PORT: 'Port of the front door on this machine',
  IMAGEHUB_GRAFANA_PORT: 'Of the profile `observability`: port of Grafana on this machine',
  IMAGEHUB_PROMETHEUS_PORT: 'Of the profile `observability`: port of Prometheus on this machine',
  IMAGEHUB_TRACING_SAMPLING:
    'Of the profile `observability`: how many of the requests are traced, in per cent',
  IMAGEHUB_ZIPKIN_PORT: 'Of the profile `observability`: port of Zipkin on this machine',
  TRAFFIC_MIX: 'Of the profile `traffic`: shares of the kinds of people',
  TRAFFIC_RATE: 'Of the profile `traffic`: about how many requests a second',
};

/** All variables of docker-compose.yml. */
export function containerVariables(): Promise<Placeholder[]> {
  return placeholdersOf(['docker-compose.yml']);
}

/** Markdown: a table of them. */
export async function describeContainers(): Promise<string> {
  const rows = (await containerVariables()).map(({ name, defaults }) => [
    code(name),
    either([...defaults].map(code)) || 'not set',
    containerMeanings[name] ?? '',
  ]);
  return markdownTable(['variable', 'default', 'meaning'], rows);
}
