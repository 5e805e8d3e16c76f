import '@lab/instrumentation/register';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { type TestGateway, startGateway } from './support/gateway';
import { ID, REQUEST } from './support/orders';
import { Upstream } from './support/upstream';

const line = { sku: 'LAMP-01', quantity: 1 };

describe('bad input', () => {
  let orders: Upstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    orders = await new Upstream().start();
    gateway = await startGateway({ ORDERS_URL: orders.url, INVENTORY_URL: orders.url });
  });
  afterEach(() => expect(orders.seen).toEqual([])); // none of it gets any further
  afterAll(async () => {
    await gateway.close();
    await orders.stop();
  });

  const fieldsOf = (body: unknown): string[] => [
    ...new Set((body as { errors: { field: string }[] }).errors.map(({ field }) => field).sort()),
  ];

  it.each<[what: string, body: unknown, fields: string[]]>([
    ['no body', undefined, ['body']],
    ['null', null, ['body']],
    ['a list', [], ['body']],
    ['a text', 'order', ['body']],
    ['nothing in it', {}, ['customerId', 'lines']],
    ['no customer', { lines: [line] }, ['customerId']],
    ['an empty customer', { ...REQUEST, customerId: '' }, ['customerId']],
    ['a customer with spaces', { ...REQUEST, customerId: 'a b' }, ['customerId']],
    ['a customer that is too long', { ...REQUEST, customerId: 'c'.repeat(65) }, ['customerId']],
    ['a number for a customer', { ...REQUEST, customerId: 17 }, ['customerId']],
    ['no lines', { customerId: 'c-17' }, ['lines']],
    ['empty lines', { ...REQUEST, lines: [] }, ['lines']],
    ['lines that are no list', { ...REQUEST, lines: line }, ['lines']],
    [
      'too many lines',
      { ...REQUEST, lines: Array.from({ length: 21 }, (_, n) => ({ ...line, sku: `A-${n}` })) },
      ['lines'],
    ],
    ['a SKU twice', { ...REQUEST, lines: [line, line] }, ['lines']],
    ['a line that is null', { ...REQUEST, lines: [null] }, ['lines[0]']],
    ['a SKU in small letters', { ...REQUEST, lines: [{ ...line, sku: 'lamp' }] }, ['lines[0].sku']],
    [
      'quantity 0 in the second line',
      { ...REQUEST, lines: [line, { sku: 'MUG-01', quantity: 0 }] },
      ['lines[1].quantity'],
    ],
    ['half a piece', { ...REQUEST, lines: [{ ...line, quantity: 0.5 }] }, ['lines[0].quantity']],
    ['a huge quantity', { ...REQUEST, lines: [{ ...line, quantity: 1e300 }] }, ['lines[0].quantity']],
    ['a quantity in quotes', { ...REQUEST, lines: [{ ...line, quantity: '2' }] }, ['lines[0].quantity']],
    [
      'fields nobody knows',
      { ...REQUEST, note: 'x', lines: [{ ...line, colour: 'red' }] },
      ['lines[0].colour', 'note'],
    ],
    [
      'three at once',
      { customerId: '', lines: [{ sku: '', quantity: -1 }] },
      ['customerId', 'lines[0].quantity', 'lines[0].sku'],
    ],
  ])('POST /orders with %s: 422 that names it', async (_what, body, fields) => {
    const init = { headers: { 'content-type': 'application/json' } };
    const answer =
      body === undefined
        ? await gateway.call('POST', '/orders')
        : await gateway.call('POST', '/orders', { ...init, body: JSON.stringify(body) });
    expect([answer.status, fieldsOf(answer.body)]).toEqual([422, fields]);
    expect(answer.body).toMatchObject({ code: 'request.invalid' });
  });

  it.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['too long', 'k'.repeat(129)],
    ['not ASCII', 'schl\u00fcssel'],
  ])('an Idempotency-Key that is %s: 422 that names the header', async (_what, key) => {
    const answer = await gateway.post('/orders', REQUEST, { 'Idempotency-Key': key });
    expect([answer.status, fieldsOf(answer.body)]).toEqual([422, ['Idempotency-Key']]);
  });

  it('an Idempotency-Key that is given twice: 422 that names the header, not one of the two', async () => {
    const sent = request(`${gateway.base}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Idempotency-Key': ['k-1', 'k-1'] },
    }).end(JSON.stringify(REQUEST));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect([answer.statusCode, fieldsOf(await json(answer))]).toEqual([422, ['Idempotency-Key']]);
  });

  it.each([
    ['GET', '/orders/17', ['id']],
    ['GET', '/orders/..%2Fhealth%2Flive', ['id']],
    ['GET', `/orders/${ID}x`, ['id']],
    ['POST', '/orders/17/cancel', ['id']],
    ['GET', `/orders/${ID}?wait=soon`, ['wait']],
    ['GET', `/orders/${ID}?wait=31s`, ['wait']],
    ['GET', `/orders/${ID}?wait=-1s`, ['wait']],
    ['GET', `/orders/${ID}?wait=1s&wait=2s`, ['wait']],
    ['GET', `/orders/${ID}?wiat=1s`, ['wiat']],
    ['GET', '/orders?limit=0', ['limit']],
    ['GET', '/orders?limit=101', ['limit']],
    ['GET', '/orders?limit=ten', ['limit']],
    ['GET', '/orders?status=lost', ['status']],
    ['GET', '/orders?status=pending&status=confirmed', ['status']],
    ['GET', `/orders?cursor=${'x'.repeat(201)}`, ['cursor']],
    ['GET', '/orders?page=2', ['page']],
  ])('%s %s: 422 that names %s', async (method, path, fields) => {
    const answer = await gateway.call(method, path);
    expect([answer.status, fieldsOf(answer.body)]).toEqual([422, fields]);
  });

  it.each<[what: string, type: string, body: string, status: number, code: string]>([
    ['broken JSON', 'application/json', '{"customerId":', 400, 'request.malformed'],
    ['no JSON in it', 'application/json', '', 400, 'request.malformed'],
    ['a poisoned prototype', 'application/json', '{"__proto__":{"a":1}}', 400, 'request.malformed'],
    ['another type', 'text/plain', 'two lamps', 415, 'request.unsupported_media_type'],
    ['a form', 'application/x-www-form-urlencoded', 'customerId=c-17', 415, 'request.unsupported_media_type'],
    [
      '300 KB',
      'application/json',
      JSON.stringify({ customerId: 'c'.repeat(300_000) }),
      413,
      'request.too_large',
    ],
  ])('POST /orders with %s (%s) is refused as what it is', async (_what, type, body, status, code) => {
    const answer = await gateway.call('POST', '/orders', { headers: { 'content-type': type }, body });
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/nothing'],
    ['GET', '/stock'],
  ])('%s %s: 404', async (method, path) => {
    expect(await gateway.call(method, path)).toMatchObject({
      status: 404,
      body: { code: 'request.route_not_found' },
    });
  });

  it.each([
    ['DELETE', `/orders/${ID}`, 'GET, HEAD'],
    ['PUT', '/orders', 'GET, HEAD, POST'],
    ['PATCH', '/catalog', 'GET, HEAD'],
    ['GET', `/orders/${ID}/cancel`, 'POST'],
  ])('%s %s: 405 that names the methods there are', async (method, path, allow) => {
    const answer = await gateway.call(method, path);
    expect(answer).toMatchObject({ status: 405, body: { code: 'request.method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it.each([`/orders/%zz`, `/orders/${'x'.repeat(500)}`])('GET %s is a 4xx', async (path) => {
    const { status } = await gateway.call('GET', path);
    expect([400, 404, 414, 422]).toContain(status);
  });
});
