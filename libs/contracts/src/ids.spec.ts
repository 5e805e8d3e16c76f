import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Order } from './http/order';
import { MessageId, OrderId } from './ids';
import { Envelope } from './messages/message';
import { OrderCancelled } from './messages/order-cancelled';
import { OrderPlaced } from './messages/order-placed';
import { StockRejected } from './messages/stock-rejected';
import { StockReserved } from './messages/stock-reserved';

const NIL = '00000000-0000-0000-0000-000000000000';
const MAX = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const UNDASHED = '019a000000007000800000000000000f';

/** An id as this project writes it, and the same id as somebody else may write it. */
const spelling = fc
  .oneof(fc.uuid(), fc.constantFrom(NIL, MAX))
  .chain((id) => fc.tuple(fc.constant(id), fc.mixedCase(fc.constant(id))));

describe('an order id', () => {
  it('is the same in whatever case it is spelled', () => {
    fc.assert(fc.property(spelling, ([id, spelled]) => OrderId.parse(spelled) === id));
  });

  it('stays as it is when it is parsed again', () => {
    fc.assert(
      fc.property(
        spelling,
        ([, spelled]) => OrderId.parse(OrderId.parse(spelled)) === OrderId.parse(spelled),
      ),
    );
  });

  it.each([
    ['of no digits', ''],
    ['of an older scheme', '17'],
    ['without dashes, as Postgres would take it', UNDASHED],
    ['in braces, as Postgres would take it', `{${randomUUID()}}`],
    ['as a URN', `urn:uuid:${randomUUID()}`],
    ['with a space before it', ` ${randomUUID()}`],
    ['with a line break after it', `${randomUUID()}\n`],
    ['of a version that does not exist', '019a0000-0000-9000-8000-000000000000'],
    ['with a letter that only looks like a digit', '019a0000-0000-7000-8000-00000000000\u0430'],
    ['that is a number', 17],
    ['given twice', [NIL, NIL]],
  ])('%s is refused', (_, id) => {
    expect(OrderId.safeParse(id).success).toBe(false);
  });
});

describe('whatever carries an id', () => {
  const id = randomUUID();
  const orderId = id.toUpperCase();
  const lines = [{ sku: 'LAMP-01', quantity: 1 }];

  it.each([
    [
      'an order',
      Order,
      { id: orderId, status: 'pending', customerId: 'c', lines, createdAt: new Date().toISOString() },
    ],
    [OrderPlaced.name, OrderPlaced.body, { orderId, customerId: 'c', lines }],
    [OrderCancelled.name, OrderCancelled.body, { orderId }],
    [StockReserved.name, StockReserved.body, { orderId }],
    [StockRejected.name, StockRejected.body, { orderId, reason: 'out_of_stock', sku: 'LAMP-01' }],
    [
      'an envelope',
      Envelope,
      { id: orderId, name: 'orders.order-placed', version: 1, time: new Date().toISOString(), body: 1 },
    ],
  ])('carries it in lower case: %s', (_, schema, input) => {
    expect(Object.values(schema.parse(input) as object)).toContain(id);
    expect(JSON.stringify(schema.parse(input))).not.toContain(orderId);
  });

  it('knows a message again in whatever case its id is spelled', () => {
    expect(MessageId.parse(orderId)).toBe(id);
  });
});
