import { OrderPlaced, Unavailable, envelop } from '@lab/contracts';
import type { MessagePublisher, Received } from '@lab/messaging';
import type { Reservation } from '../stock/stock';
import type { StockService } from '../stock/stock.service';
import { OrderPlacedConsumer } from './order-placed.consumer';

const ORDER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b11';
const RESERVED: Reservation = {
  outcome: 'reserved',
  id: '2f0c8a52-7d2a-4f0b-8a3e-5f4e1a9b7c21',
  repeated: false,
};
const LINES = [{ sku: 'LAMP-01', quantity: 2 }];
const placed: Received<OrderPlaced> = {
  ...envelop(OrderPlaced, { orderId: ORDER, customerId: 'c-17', lines: LINES }),
  attempt: 1,
  redelivered: false,
  signal: new AbortController().signal,
};

function consumerWith(reservation: Promise<Reservation>, published: Promise<void> = Promise.resolve()) {
  const sent: unknown[] = [];
  const reserve = (...args: unknown[]) => (expect(args).toEqual([ORDER, LINES]), reservation);
  const publish = ({ name }: { name: string }, body: unknown) => (sent.push({ name, body }), published);
  const consumer = new OrderPlacedConsumer(
    { reserve } as unknown as StockService,
    { publish } as unknown as MessagePublisher,
  );
  return { consumer, sent };
}

describe('OrderPlacedConsumer', () => {
  it('returns only when the broker has confirmed the answer: the placement is acknowledged then', async () => {
    const confirm = Promise.withResolvers<void>();
    const { consumer, sent } = consumerWith(Promise.resolve(RESERVED), confirm.promise);
    let hasReturned = false;
    const handling = consumer.handle(placed).then(() => (hasReturned = true));
    await new Promise(setImmediate);
    expect(sent).toEqual([{ name: 'inventory.stock-reserved', body: { orderId: ORDER } }]);
    expect(hasReturned).toBe(false);
    confirm.resolve();
    await handling;
    expect(hasReturned).toBe(true);
  });

  it('fails when the answer cannot be sent, so that the placement comes again', async () => {
    const lost = new Unavailable('messaging.timeout', 'no confirm', 1);
    const { consumer } = consumerWith(Promise.resolve(RESERVED), Promise.reject(lost));
    await expect(consumer.handle(placed)).rejects.toBe(lost);
  });

  it('sends nothing when the stock cannot be asked', async () => {
    const away = new Unavailable('inventory.redis_unavailable', 'away', 1);
    const { consumer, sent } = consumerWith(Promise.reject(away));
    await expect(consumer.handle(placed)).rejects.toBe(away);
    expect(sent).toEqual([]);
  });
});
