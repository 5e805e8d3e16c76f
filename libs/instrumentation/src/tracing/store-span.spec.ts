import { Unavailable } from '@lab/contracts';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { recordSpans } from '../../test/support/tracing';
import { inStoreSpan } from './store-span';

const spans = recordSpans();
beforeEach(() => spans.reset());
afterAll(() => spans.stop());

const CALL = { summary: 'INSERT orders', attributes: { 'db.system.name': 'postgresql' } };

/** Runs the work inside a request's span, and ends that. */
const inRequest = async <T>(work: () => Promise<T>): Promise<T> => {
  const request = trace.getTracer('test').startSpan('request');
  return context.with(trace.setSpan(ROOT_CONTEXT, request), work).finally(() => request.end());
};

describe('inStoreSpan', () => {
  it('gives back what the call gives, in a client span below the active one', async () => {
    await expect(inRequest(() => inStoreSpan(CALL, () => Promise.resolve(1)))).resolves.toBe(1);
    const [store, request] = spans.spans();
    expect(store).toMatchObject({
      name: 'INSERT orders',
      kind: SpanKind.CLIENT,
      attributes: CALL.attributes,
    });
    expect(store?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  });

  it('makes no span outside of any trace', async () => {
    await expect(inStoreSpan(CALL, () => Promise.resolve(1))).resolves.toBe(1);
    expect(spans.spans()).toEqual([]);
  });

  it('marks the span by the code of a failure, and passes the failure on', async () => {
    const failure = Object.assign(new Error('gone'), { code: '57P01' });
    await expect(inRequest(() => inStoreSpan(CALL, () => Promise.reject(failure)))).rejects.toBe(failure);
    expect(spans.spans()[0]).toMatchObject({
      attributes: { 'error.type': '57P01' },
      status: { code: SpanStatusCode.ERROR, message: 'gone' },
    });
  });

  it('marks the span by what the store said, where that was made a failure of ours', async () => {
    const cause = Object.assign(new Error('gone'), { code: '25006' });
    const failure = new Unavailable('orders.postgres_unavailable', 'Postgres: gone', 1, { cause });
    await expect(inRequest(() => inStoreSpan(CALL, () => Promise.reject(failure)))).rejects.toBe(failure);
    expect(spans.spans()[0]).toMatchObject({
      attributes: { 'error.type': '25006' },
      status: { code: SpanStatusCode.ERROR, message: 'gone' },
    });
  });
});
