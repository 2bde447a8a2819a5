import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Does a piece of work as a span of the trace under way; where there is none, just does it.
 *
 * @param attributes must hold nothing that belongs to a person: no names, tokens or values of queries.
 */
export async function traced<T>(name: string, work: () => Promise<T>, attributes?: Attributes): Promise<T> {
  if (!trace.getActiveSpan()?.isRecording()) return work();
  return trace.getTracer('imagehub').startActiveSpan(name, attributes ? { attributes } : {}, async (span) => {
    try {
      return await work();
    } catch (error) {
      // Its kind alone: a message may quote what somebody typed.
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', kindOf(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Does something that outlives the request it was begun in, as a timer does, and is no part of its trace. */
export function untraced<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/** Headers (W3C Trace Context) that make what another service does a part of the trace under way; none without one. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
