import { context, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type CallRecord, listenToCalls } from '../connectors/call-record.ts';
import { setTracing } from '../workflows/tracing.ts';
import type { Config } from './config.ts';

/**
 * Sends spans to a collector (OTLP over HTTP). Times between batches and the like are the SDK's own variables (`OTEL_BSP_…`).
 * @returns what sends the last ones and ends it.
 */
export function startTracing({ otlpEndpoint, role }: Pick<Config, 'otlpEndpoint' | 'role'>): () => Promise<void> {
  if (otlpEndpoint === undefined) return () => Promise.resolve();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `jiedan-${role}` }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces` })),
    ],
  });
  provider.register();
  setTracing(true);
  const endCalls = listenToCalls(spanOfCall);
  return async () => {
    endCalls();
    setTracing(false);
    // A collector that is away must not keep the process from ending.
    await provider.shutdown().catch(() => undefined);
  };
}

/** A call to a platform, told when it is over, under the command or poll that made it. */
function spanOfCall({ method, url, status, durationMs, outcome }: CallRecord): void {
  const [address = ''] = url.split('?', 1);
  const endTime = Date.now();
  const span = trace.getTracer('jiedan').startSpan(
    `${method} ${new URL(address).pathname}`,
    {
      kind: SpanKind.CLIENT,
      startTime: endTime - durationMs,
      attributes: {
        'http.request.method': method,
        'url.full': address,
        'jiedan.outcome': outcome,
        ...(status === null ? {} : { 'http.response.status_code': status }),
      },
    },
    context.active(),
  );
  span.end(endTime);
}
