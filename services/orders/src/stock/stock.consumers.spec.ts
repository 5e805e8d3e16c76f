import type { StockRejected, StockReserved } from '@lab/contracts';
import type { Received } from '@lab/messaging';
import type { OrderService } from '../order/order.service';
import { StockRejectedConsumer } from './stock-rejected.consumer';
import { StockReservedConsumer } from './stock-reserved.consumer';

const received = <B>(body: B): Received<B> => ({
  ...{ id: 'message-1', name: 'inventory.answer', version: 1, time: '2026-11-22T10:00:00Z', body },
  ...{ attempt: 1, redelivered: false, signal: new AbortController().signal },
});

describe('the stock consumers', () => {
  let settled: unknown[];
  let failure: Error | undefined;
  const orders = {
    settle: (answer: unknown): Promise<void> => {
      settled.push(answer);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
  } as unknown as OrderService;

  beforeEach(() => {
    [settled, failure] = [[], undefined];
  });

  it('confirm an order whose stock is reserved', async () => {
    await new StockReservedConsumer(orders).handle(received<StockReserved>({ orderId: 'o-1' }));

    expect(settled).toEqual([{ status: 'confirmed', orderId: 'o-1', messageId: 'message-1' }]);
  });

  it('reject an order whose stock is not there, with the reason', async () => {
    const body: StockRejected = { orderId: 'o-1', reason: 'unknown_sku', sku: 'LAMP-99' };
    await new StockRejectedConsumer(orders).handle(received(body));

    expect(settled).toEqual([
      { status: 'rejected', orderId: 'o-1', reason: 'unknown_sku', messageId: 'message-1' },
    ]);
  });

  it('leave a failure to messaging, which settles the message by its kind', async () => {
    failure = new Error('not now');

    await expect(new StockReservedConsumer(orders).handle(received({ orderId: 'o-1' }))).rejects.toBe(
      failure,
    );
  });
});
