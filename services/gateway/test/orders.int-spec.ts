import '@lab/instrumentation/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@lab/testing';
import { type TestGateway, startGateway } from './support/gateway';
import { CANCELLED, CONFIRMED, ID, PENDING, REQUEST } from './support/orders';
import { Upstream, problem } from './support/upstream';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** Of one attempt; a busy machine must not take that long for an answer. */
const TIMEOUT_MS = 1_000;

describe('orders through the gateway', () => {
  let orders: Upstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    orders = await new Upstream().start();
    gateway = await startGateway({
      ORDERS_URL: orders.url,
      INVENTORY_URL: 'http://127.0.0.1:9',
      ORDERS_TIMEOUT_MS: String(TIMEOUT_MS),
      ORDERS_DEADLINE_MS: '8000',
      POLLS_MAX_CONCURRENT: '2',
      TRACE_TOKEN: 'of-this-test',
    });
  });
  afterAll(async () => {
    await gateway.close();
    await orders.stop();
  });

  it('accepts an order: 202, where it is, and the key that makes repeating it safe', async () => {
    orders.will(() => ({ status: 202, body: PENDING }));
    const { status, headers, body } = await gateway.post('/orders', REQUEST);
    expect([status, body]).toEqual([202, PENDING]);
    expect(headers.get('location')).toBe(`/orders/${ID}`);
    expect(headers.get('idempotency-key')).toMatch(UUID);
    expect(orders.seen).toHaveLength(1);
    expect(orders.seen[0]).toMatchObject({
      method: 'POST',
      url: '/orders',
      body: REQUEST,
      headers: { 'idempotency-key': headers.get('idempotency-key') },
    });
    expect(orders.seen[0]?.headers['traceparent']).toContain(headers.get('x-trace-id'));
  });

  it.each([
    ['continues the trace of a client that knows the token', { 'x-lab-trace-token': 'of-this-test' }, true],
    ['begins a trace of its own for any other client', {}, false],
  ])('%s', async (_what, token, isContinued) => {
    orders.will(() => ({ status: 202, body: PENDING }));
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { headers } = await gateway.post('/orders', REQUEST, {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      ...token,
    });
    const reported = headers.get('x-trace-id') ?? '';
    expect(reported === traceId).toBe(isContinued);
    expect(orders.seen[0]?.headers['traceparent']).toContain(reported);
    expect(orders.seen[0]?.headers['x-lab-trace-token']).toBeUndefined();
  });

  it("passes on the client's own key and gives it back", async () => {
    orders.will(() => ({ status: 202, body: PENDING }));
    const { headers } = await gateway.post('/orders', REQUEST, { 'Idempotency-Key': 'k-1/2:3' });
    expect([headers.get('idempotency-key'), orders.seen[0]?.headers['idempotency-key']]).toEqual([
      'k-1/2:3',
      'k-1/2:3',
    ]);
  });

  it('repeats a placement under one key when the connection breaks, hangs, or orders is too busy', async () => {
    orders.will(
      (_, nth) =>
        (['break', 'hang', problem(503, 'request.overloaded')] as const)[nth - 1] ?? {
          status: 202,
          body: PENDING,
        },
    );
    const { status } = await gateway.post('/orders', REQUEST);
    expect(status).toBe(202);
    expect(orders.seen).toHaveLength(4);
    expect(new Set(orders.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(orders.seen.map(({ body }) => body)).toEqual(Array(4).fill(REQUEST));
  });

  it.each([
    [
      422,
      'orders.idempotency_key_reused',
      { errors: [{ field: 'Idempotency-Key', message: 'was used before' }] },
    ],
    [404, 'orders.not_found', {}],
    [409, 'orders.not_cancellable', {}],
  ])('passes on a problem %i %s as it is, without asking twice', async (status, code, more) => {
    orders.will(() => problem(status, code, more));
    const answer = await gateway.post('/orders', REQUEST);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, detail: 'the far side says so', ...more });
    expect(orders.seen).toHaveLength(1);
  });

  it.each([
    ['a bug there', { status: 500, body: { secret: 'stack' } }],
    ['an order that breaks the contract', { status: 200, body: { ...PENDING, status: 'lost' } }],
    ['no JSON at all', { status: 200, body: '<html>' }],
  ])('answers 503, not 500, for %s, and shows nothing of it', async (_what, reply) => {
    orders.will(() => reply);
    const answer = await gateway.get(`/orders/${ID}`);
    expect([answer.status, orders.seen.length]).toEqual([503, 1]);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.body).toMatchObject({ code: 'orders.bad_answer' });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|html|lost/);
  });

  it('reads, lists and cancels', async () => {
    orders.will(({ url }) => {
      if (url === `/orders/${ID}`) return { status: 200, body: CONFIRMED };
      if (url === '/orders?limit=2&cursor=abc&status=confirmed')
        return { status: 200, body: { items: [CONFIRMED], nextCursor: 'def' } };
      if (url === '/orders?limit=20') return { status: 200, body: { items: [] } };
      return url === `/orders/${ID}/cancel` ? { status: 200, body: CANCELLED } : problem(404, `asked ${url}`);
    });
    expect(await gateway.get(`/orders/${ID}`)).toMatchObject({ status: 200, body: CONFIRMED });
    expect(await gateway.get('/orders?limit=2&cursor=abc&status=confirmed')).toMatchObject({
      status: 200,
      body: { items: [CONFIRMED], nextCursor: 'def' },
    });
    expect(await gateway.get('/orders')).toMatchObject({ status: 200, body: { items: [] } });
    expect(await gateway.call('POST', `/orders/${ID}/cancel`)).toMatchObject({
      status: 200,
      body: CANCELLED,
    });
  });

  it('asks orders for an order by the id that orders knows, whatever case its client spells it in', async () => {
    orders.will(({ url }) => ({ status: 200, body: url.endsWith('/cancel') ? CANCELLED : CONFIRMED }));
    const spelled = ID.toUpperCase();
    await gateway.get(`/orders/${spelled}`);
    await gateway.get(`/orders/${spelled}?wait=1s`);
    await gateway.call('POST', `/orders/${spelled}/cancel`);
    expect(orders.seen.map(({ url }) => url)).toEqual([
      `/orders/${ID}`,
      `/orders/${ID}?wait=1000ms`,
      `/orders/${ID}/cancel`,
    ]);
  });

  it('shows an order by the id that clients may compare, whatever case orders spells it in', async () => {
    orders.will(() => ({ status: 202, body: { ...PENDING, id: ID.toUpperCase() } }));
    const { headers, body } = await gateway.post('/orders', REQUEST);
    expect([headers.get('location'), body]).toEqual([`/orders/${ID}`, PENDING]);
  });

  it('long-polls for as long as the client asked, beyond the time of an ordinary call', async () => {
    orders.will(async () => {
      await sleep(TIMEOUT_MS * 1.5);
      return { status: 200, body: CONFIRMED };
    });
    expect(await gateway.get(`/orders/${ID}?wait=5s`)).toMatchObject({ status: 200, body: CONFIRMED });
    expect(orders.seen.map(({ url }) => url)).toEqual([`/orders/${ID}?wait=5000ms`]);
  });

  it('gives up a long poll when its client goes away', async () => {
    orders.will(() => 'hang');
    const leave = new AbortController();
    const gone = gateway.get(`/orders/${ID}?wait=30s`, { signal: leave.signal });
    await until('it has arrived', () => orders.seen.length === 1);
    leave.abort();
    await expect(gone).rejects.toThrow(/abort/i);
    await until('orders sees it leave', () => orders.seen[0]?.isGone);
    expect(orders.seen).toHaveLength(1);
  });

  it('keeps placing orders while all long polls are taken, and refuses one more with 503', async () => {
    orders.will(({ method }) => (method === 'POST' ? { status: 202, body: PENDING } : 'hang'));
    const leave = new AbortController();
    const polls = [1, 2].map(() =>
      gateway.get(`/orders/${ID}?wait=30s`, { signal: leave.signal }).catch(() => 'gone'),
    );
    await until('both have arrived', () => orders.seen.length === 2);
    const refused = await gateway.get(`/orders/${ID}?wait=30s`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.body).toMatchObject({ code: 'orders_polls.busy' });
    expect((await gateway.post('/orders', REQUEST)).status).toBe(202);
    leave.abort();
    expect(await Promise.all(polls)).toEqual(['gone', 'gone']);
  });
});
