import type { Span, SpanContext } from '@opentelemetry/api';
import { context, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { recordSpans } from '../../test/support/tracing';
import { startInnerSpan, startSpan } from './tracer';

const spans = recordSpans();
beforeEach(() => spans.reset());
afterAll(() => spans.stop());

const IDS = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const inner = () => startInnerSpan({ name: 'inner', kind: SpanKind.CLIENT, attributes: () => ({ a: 1 }) });
const below = (above: Span): Span => context.with(trace.setSpan(ROOT_CONTEXT, above), inner);
const given = (traceFlags: TraceFlags): SpanContext => ({ ...IDS, traceFlags, isRemote: true });

describe('a span', () => {
  it('has its attributes, and its parent', () => {
    const above = startSpan({ name: 'above', kind: SpanKind.SERVER, attributes: () => ({}) }, ROOT_CONTEXT);
    below(above).end();
    expect(spans.spans()[0]).toMatchObject({
      kind: SpanKind.CLIENT,
      attributes: { a: 1 },
      parentSpanContext: above.spanContext(),
    });
  });

  it('is made below one that has ended already: a client may go away before the work is done', () => {
    const above = startSpan({ name: 'above', kind: SpanKind.SERVER, attributes: () => ({}) }, ROOT_CONTEXT);
    above.end();
    below(above).end();
    expect(spans.spans().map(({ name }) => name)).toEqual(['above', 'inner']);
  });

  it('is none where the trace is not kept: what follows carries the id of the one above', () => {
    const attributes = jest.fn();
    const above = trace.wrapSpanContext(given(TraceFlags.NONE));
    const left = context.with(trace.setSpan(ROOT_CONTEXT, above), () =>
      startInnerSpan({ name: 'inner', kind: SpanKind.CLIENT, attributes }),
    );
    left.end();
    expect(left.spanContext()).toMatchObject({ ...IDS, traceFlags: TraceFlags.NONE });
    expect(attributes).not.toHaveBeenCalled();
    expect(spans.spans()).toEqual([]);
  });

  it('is recorded below a caller that keeps the trace', () => {
    below(trace.wrapSpanContext(given(TraceFlags.SAMPLED))).end();
    expect(spans.spans()[0]?.spanContext().traceId).toBe(IDS.traceId);
  });
});
