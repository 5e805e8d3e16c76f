import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { recordSpans } from '../../test/support/tracing';
import { withSpan } from './with-span';

const recorded = recordSpans();
beforeEach(() => recorded.reset());
afterAll(() => recorded.stop());

describe('withSpan', () => {
  it('runs the work inside a child of the active span and returns its result', async () => {
    const result = await withSpan('outer', () =>
      withSpan('inner', { kind: SpanKind.PRODUCER, attributes: { a: 1 } }, async (span) => {
        await Promise.resolve();
        expect(trace.getActiveSpan()).toBe(span);
        return 42;
      }),
    );
    expect(result).toBe(42);
    const [inner, outer] = recorded.spans();
    expect(inner).toMatchObject({ name: 'inner', kind: SpanKind.PRODUCER, attributes: { a: 1 } });
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('marks the span failed, ends it, and passes the error on', async () => {
    const error = new RangeError('too far');
    await expect(withSpan('work', () => Promise.reject(error))).rejects.toBe(error);
    const [span] = recorded.spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(span?.attributes['error.type']).toBe('RangeError');
    expect(span?.ended).toBe(true);
  });
});
