import { randomUUID } from 'node:crypto';
import { Envelope, envelop } from './message';
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

  it('takes additions of a later sender within a version and leaves them out', () => {
    const body = { orderId, reason: 'out_of_stock' as const, sku: 'LAMP-01', warehouse: 'north' };
    expect(StockRejected.body.parse(body)).not.toHaveProperty('warehouse');
  });
});
