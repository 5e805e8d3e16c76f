import { below } from './random.ts';

/** A request that must be refused: why, how it is sent, and the field that the answer has to name. */
export interface BadRequest {
  readonly what: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly field: string;
}

const line = { sku: 'LAMP-01', quantity: 1 };
const order = { customerId: 'c-1', lines: [line] };
const JSON_TYPE = { 'content-type': 'application/json' };

const placing = (what: string, body: unknown, field: string): BadRequest => ({
  what,
  method: 'POST',
  path: '/orders',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: JSON_TYPE,
  field,
});

const withLine = (what: string, change: Readonly<Record<string, unknown>>, field: string): BadRequest =>
  placing(what, { ...order, lines: [{ ...line, ...change }] }, field);

const reading = (what: string, path: string, field: string): BadRequest => ({
  what,
  method: 'GET',
  path,
  field,
});

const ID = '00000000-0000-4000-8000-000000000000';
const manyLines = Array.from({ length: 21 }, (_, i) => ({ sku: `SKU-${i}`, quantity: 1 }));

export const BAD_REQUESTS: readonly BadRequest[] = [
  placing('no customer', { lines: [line] }, 'customerId'),
  placing('an empty customer', { ...order, customerId: '' }, 'customerId'),
  placing('a customer of 65 letters', { ...order, customerId: 'x'.repeat(65) }, 'customerId'),
  placing('a customer with a line break', { ...order, customerId: 'a\nlevel=error' }, 'customerId'),
  placing('a customer that is a number', { ...order, customerId: 17 }, 'customerId'),
  placing('no lines', { customerId: 'c-1' }, 'lines'),
  placing('an empty list of lines', { ...order, lines: [] }, 'lines'),
  placing('21 lines', { ...order, lines: manyLines }, 'lines'),
  placing('a SKU named twice', { ...order, lines: [line, line] }, 'lines'),
  placing('a field nobody knows', { ...order, prioritty: 1 }, 'prioritty'),
  withLine('a quantity of zero', { quantity: 0 }, 'lines[0].quantity'),
  withLine('a negative quantity', { quantity: -1 }, 'lines[0].quantity'),
  withLine('half a piece', { quantity: 0.5 }, 'lines[0].quantity'),
  withLine('more than 1000 pieces', { quantity: 1001 }, 'lines[0].quantity'),
  withLine('a quantity as text', { quantity: '2' }, 'lines[0].quantity'),
  withLine('a SKU in small letters', { sku: 'lamp-01' }, 'lines[0].sku'),
  withLine('a SKU of 33 letters', { sku: 'X'.repeat(33) }, 'lines[0].sku'),
  withLine('no SKU', { sku: undefined }, 'lines[0].sku'),
  withLine('SQL for a SKU', { sku: "'; DROP TABLE orders; --" }, 'lines[0].sku'),
  placing('half a JSON document', '{"customerId":', 'body'),
  placing('no body', '', 'body'),
  placing('a list for a body', [], 'body'),
  { ...placing('another media type', 'a=b', 'Content-Type'), headers: { 'content-type': 'text/csv' } },
  {
    ...placing('a key with a space', order, 'Idempotency-Key'),
    headers: { ...JSON_TYPE, 'idempotency-key': 'a b' },
  },
  {
    ...placing('a key of 129 characters', order, 'Idempotency-Key'),
    headers: { ...JSON_TYPE, 'idempotency-key': 'x'.repeat(129) },
  },
  reading('an id that is none', '/orders/17', 'id'),
  reading('a wait without a unit', `/orders/${ID}?wait=5`, 'wait'),
  reading('a wait of an hour', `/orders/${ID}?wait=3600s`, 'wait'),
  reading('a limit of zero', '/orders?limit=0', 'limit'),
  reading('a limit of 101', '/orders?limit=101', 'limit'),
  reading('a limit in words', '/orders?limit=many', 'limit'),
  reading('a status that is none', '/orders?status=open', 'status'),
  reading('a cursor of nobody', '/orders?cursor=%21%21', 'cursor'),
  reading('a parameter nobody knows', '/orders?sort=asc', 'sort'),
  { ...reading('the cancelling of no id', '/orders/17/cancel', 'id'), method: 'POST' },
];

/** Each kind in turn, so that even a short run sends all; where in the list it begins depends on the seed. */
export const badRequest = (random: () => number, n: number): BadRequest => {
  const request = BAD_REQUESTS[(below(random, BAD_REQUESTS.length) + n) % BAD_REQUESTS.length];
  if (request === undefined) throw new Error('there are no bad requests');
  return request;
};
