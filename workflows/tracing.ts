import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Parents and links are W3C `traceparent` texts, as they stand beside messages and commands in the database. */
export interface SpanPlan {
  name: string;
  kind: SpanKind;
  /** Absent begins a trace of its own, or goes on with the span that is under way. */
  parent?: string | null | undefined;
  /** What led to it beside its parent. */
  links?: readonly (string | null)[];
  /** Names, numbers and states; never who a customer is. */
  attributes?: Attributes;
}

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const tracer = trace.getTracer('jiedan');
let on = false;

/** Until somebody collects spans, none is made and nothing is looked up for one. */
export function setTracing(isOn: boolean): void {
  on = isOn;
}

export function isTracing(): boolean {
  return on;
}

/** Does the work in a span that ends with it, and says whether it failed: the kind of the error, never its words. */
export async function traced<T>(
  { name, kind, parent, links = [], attributes = {} }: SpanPlan,
  run: () => Promise<T>,
): Promise<T> {
  if (!on) return run();
  const known = spanContextOf(parent);
  const within = known ? trace.setSpanContext(ROOT_CONTEXT, known) : context.active();
  const found = links.map(spanContextOf).filter((one) => one !== undefined);
  const span = tracer.startSpan(
    name,
    { kind, attributes, links: found.map((one): Link => ({ context: one })) },
    within,
  );
  try {
    return await context.with(trace.setSpan(within, span), run);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
    throw error;
  } finally {
    span.end();
  }
}

/** Of the span that is under way, to be kept with what it leads to; null while nobody collects. */
export function traceParent(): string | null {
  const span = on ? trace.getActiveSpan()?.spanContext() : undefined;
  return span ? `00-${span.traceId}-${span.spanId}-0${String(span.traceFlags)}` : null;
}

function spanContextOf(text: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags = '00'] = TRACE_PARENT.exec(text ?? '') ?? [];
  return traceId && spanId ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true } : undefined;
}
