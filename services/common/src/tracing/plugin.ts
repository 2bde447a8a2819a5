import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import fp from 'fastify-plugin';
import type { TracingOptions } from './sdk.js';

/** W3C Trace Context, 3.2: version, trace id, parent id, flags; the lowest bit of the flags says "sampled". */
const SAMPLED = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f][13579bdf]/;

/** One start for the whole process, whose globals it sets. */
let starting: Promise<() => Promise<void>> | undefined;

function start(options: TracingOptions): Promise<() => Promise<void>> {
  starting ??= import('./sdk.js').then(({ startSdk }) => startSdk(options));
  return starting;
}

/**
 * A span for each request that comes with a trace context that is sampled: the sidecar decides, and its answer is in
 * the header. OpenTelemetry is loaded at the first such request, so a hub that traces nothing pays nothing.
 *
 * One span a request, by hand, since `@fastify/otel` makes one for every hook and must wrap them all from the start.
 */
export const tracing = fp(
  async (app, options: Omit<TracingOptions, 'onFailure'>) => {
    const spans = new WeakMap<FastifyRequest, Span>();
    const onFailure = (message: string) => app.log.warn(`spans are lost: ${message}`);
    let isStarted = false;

    app.addHook('onRequest', (request, _reply, done) => {
      if (!SAMPLED.test(String(request.headers.traceparent))) return done();
      if (isStarted) return begin(request, done);
      start({ ...options, onFailure }).then(
        () => {
          isStarted = true;
          begin(request, done);
        },
        (err: unknown) => {
          app.log.error({ err }, 'tracing cannot start');
          done();
        },
      );
    });

    function begin(request: FastifyRequest, done: HookHandlerDoneFunction): void {
      const { method } = request;
      // The pattern, as in the metrics: a path tells which picture somebody looks at.
      const route = request.routeOptions.url ?? 'none';
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const span = trace.getTracer('imagehub').startSpan(
        `${method} ${route}`,
        {
          kind: SpanKind.SERVER,
          attributes: {
            'http.request.method': method,
            'http.route': route,
            'imagehub.request_id': request.id,
          },
        },
        parent,
      );
      spans.set(request, span);
      context.with(trace.setSpan(parent, span), done);
    }

    // The end of a body is an event of its connection, which knows nothing of the request's context.
    app.addHook('preValidation', (request, _reply, done) => {
      const span = spans.get(request);
      if (!span) return done();
      context.with(trace.setSpan(context.active(), span), done);
    });

    function end(request: FastifyRequest, reply?: FastifyReply): void {
      const span = spans.get(request);
      if (!span) return;
      if (reply) span.setAttribute('http.response.status_code', reply.statusCode);
      if (!reply || reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      spans.delete(request);
    }
    app.addHook('onResponse', async (request, reply) => end(request, reply));
    app.addHook('onRequestAbort', async (request) => end(request));
    app.addHook('onClose', async () => (await starting)?.());
  },
  { name: 'tracing' },
);
