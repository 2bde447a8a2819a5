import { DiagLogLevel, diag } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { PrismaInstrumentation } from '@prisma/instrumentation';

export interface TracingOptions {
  /** Where Zipkin takes spans: its URL of /api/v2/spans. */
  endpoint: string;
  service: string;
  version: string;
  tier: string;
  /** Told on one line that spans could not be delivered, and why. */
  onFailure: (message: string) => void;
}

/**
 * Makes OpenTelemetry's tracer that of this process. Imported only when it is needed: it takes 0.1 s and some 10 MB.
 *
 * @returns what delivers the spans that are waiting, and ends it.
 */
export function startSdk({
  endpoint,
  service,
  version,
  tier,
  onFailure,
}: TracingOptions): () => Promise<void> {
  // Who has just made a request wants to see its trace: sooner than after OpenTelemetry's five seconds.
  const scheduledDelayMillis = Number(process.env.OTEL_BSP_SCHEDULE_DELAY) || 1_000;
  const exporter = new ZipkinExporter({ url: endpoint });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'imagehub.tier': tier,
    }),
    // The mesh decides which requests are traced. What a service does by itself, such as housekeeping, is none of it.
    sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis })],
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  // SQL as it was prepared, with $1 for each value.
  new PrismaInstrumentation({
    // What happens in memory between two queries, in more spans than there are queries.
    ignoreSpanTypes: [/^prisma:client:(?!operation$|db_query$|transaction$)/],
  });
  const ignore = () => {};
  diag.setLogger(
    { error: onFailure, warn: ignore, info: ignore, debug: ignore, verbose: ignore },
    DiagLogLevel.ERROR,
  );
  return () => provider.shutdown();
}
