import { randomUUID } from 'node:crypto';
import { Envelope, type MessageContract, envelop } from './message';
import { OrderCancelled } from './order-cancelled';
import { OrderPlaced } from './order-placed';
import { StockRejected } from './stock-rejected';
import { StockReserved } from './stock-reserved';

const orderId = randomUUID();

describe('envelop', () => {
  it('gives every message an id of its own, its name, version and time', () => {
    const first = envelop(StockReserved, { orderId });
    const second = envelop(StockReserved, { orderId });
    expect(first).toMatchObject({ name: 'inventory.stock-reserved', version: 1, body: { orderId } });
    expect(first.id).not.toBe(second.id);
    expect(Envelope.safeParse(first).success).toBe(true);
  });

  it('keeps an id that the sender chose, so that a repeated send is known as the same message', () => {
    const id = randomUUID();
    expect(envelop(OrderCancelled, { orderId }, id).id).toBe(id);
  });

  it('refuses a body that breaks the contract', () => {
    expect(() => envelop(OrderPlaced, { orderId, customerId: 'c', lines: [] })).toThrow(/lines/);
  });

  it('refuses a field that the contract does not have, at every level', () => {
    const line = { sku: 'LAMP-01', quantity: 1, gift: true };
    expect(() => envelop(OrderPlaced, { orderId, customerId: 'c', lines: [line] })).toThrow(/lines\.0\.gift/);
    const body = { orderId, warehouse: 'north' };
    expect(() => envelop(StockReserved, body)).toThrow(/warehouse/);
  });
});

describe('a message of a later sender within its version', () => {
  const added = { warehouse: { of: ['north'] } };
  const lines = [{ sku: 'LAMP-01', quantity: 1 }];
  const messages: readonly (readonly [MessageContract, object, object])[] = [
    [
      OrderPlaced,
      { orderId, customerId: 'c', lines: [{ ...lines[0], ...added }] },
      { orderId, customerId: 'c', lines },
    ],
    [OrderCancelled, { orderId }, { orderId }],
    [StockReserved, { orderId }, { orderId }],
    ...(['out_of_stock', 'unknown_sku'] as const).map((reason) => {
      const body = { orderId, reason, sku: 'LAMP-01' };
      return [StockRejected, body, body] as const;
    }),
  ];

  it.each(messages)('is read without what was added: %o', ({ body }, sent, read) => {
    expect(body.parse({ ...sent, ...added })).toEqual(read);
  });

  it('is read too where the envelope has more fields', () => {
    const { body, ...envelope } = Envelope.parse({ ...envelop(StockReserved, { orderId }), ...added });
    expect(Object.keys(envelope)).toEqual(['id', 'name', 'version', 'time']);
    expect(body).toEqual({ orderId });
  });
});
