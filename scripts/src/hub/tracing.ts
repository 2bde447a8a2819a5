import type { Blueprint } from './blueprint.js';

/** Address of Zipkin's page and API. */
export function zipkinUrl({ zipkin: port }: Pick<Blueprint['ports'], 'zipkin'>): string {
  return `http://127.0.0.1:${port}`;
}

/** What a service must know to deliver its spans; nothing without a Zipkin. */
export function tracingEnvironment({ ports, observers }: Blueprint): NodeJS.ProcessEnv {
  return observers?.zipkin ? { OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${zipkinUrl(ports)}/api/v2/spans` } : {};
}

/** Where an Envoy delivers its spans; nowhere without a Zipkin, whatever the environment says. */
export function sidecarTracing({ ports, observers }: Blueprint): NodeJS.ProcessEnv {
  if (!observers?.zipkin) return { ZIPKIN_HOST: '' };
  return { ZIPKIN_HOST: '127.0.0.1', ZIPKIN_PORT: String(ports.zipkin) };
}

/** What tells the sidecars how many requests to trace; nothing without a Zipkin. */
export function meshTracing({ observers }: Blueprint): Record<string, string> {
  return { TRACING_SAMPLING: observers?.zipkin ? String(observers.sampling) : '' };
}
