import type { OrderStatus } from '@lab/contracts';
import { asksForSame, canBecome, isSettled, judgeLate, newOrder, type StockAnswer } from './order';
import { newOrderId } from './order-id';

const REQUEST = { customerId: 'c-17', lines: [{ sku: 'LAMP-01', quantity: 2 }] };
const STATUSES: OrderStatus[] = ['pending', 'confirmed', 'rejected', 'cancelled'];

const answerOf = (status: StockAnswer['status'], messageId: string): StockAnswer => {
  const ids = { orderId: newOrderId(), messageId };
  return status === 'confirmed' ? { ...ids, status } : { ...ids, status, reason: 'out_of_stock' };
};

describe('an order', () => {
  it('is pending when it is new', () => {
    const id = newOrderId();
    const order = newOrder(id, REQUEST, new Date('2026-11-22T10:00:00Z'));

    expect(order).toEqual({ ...REQUEST, id, status: 'pending', createdAt: '2026-11-22T10:00:00.000Z' });
    expect(isSettled(order)).toBe(false);
  });

  it('has an id that begins with the time', async () => {
    const before = Date.now();
    const id = newOrderId();

    const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(Date.now());
  });

  it('moves along these ways and no others', () => {
    const ways = STATUSES.flatMap((from) =>
      STATUSES.filter((to) => canBecome(from, to)).map((to) => `${from} → ${to}`),
    );

    expect(ways).toEqual([
      'pending → confirmed',
      'pending → rejected',
      'pending → cancelled',
      'confirmed → cancelled',
    ]);
  });

  it.each([
    [REQUEST, true],
    [{ ...REQUEST, customerId: 'c-18' }, false],
    [{ ...REQUEST, lines: [{ sku: 'LAMP-01', quantity: 3 }] }, false],
    [{ ...REQUEST, lines: [...REQUEST.lines, { sku: 'LAMP-02', quantity: 1 }] }, false],
  ])('is asked for again by the same request only: %j %s', (request, isSame) => {
    expect(asksForSame(newOrder(newOrderId(), REQUEST, new Date()), request)).toBe(isSame);
  });

  it.each([
    ['confirmed', 'confirmed', 'repeated'],
    ['rejected', 'rejected', 'repeated'],
    ['cancelled', 'confirmed', 'unwanted'],
    ['cancelled', 'rejected', 'too_late'],
    ['confirmed', 'rejected', 'too_late'],
    ['rejected', 'confirmed', 'unwanted'],
  ] as const)('that is %s finds the answer %s %s', (status, answer, judgement) => {
    for (const messageId of ['m-1', 'm-2'])
      expect(judgeLate({ status, settledBy: 'm-1', isCompleted: false }, answerOf(answer, messageId))).toBe(
        judgement,
      );
  });

  it.each([
    ['the reservation that it was completed with', 'confirmed', 'm-1', 'repeated'],
    ['another reservation', 'confirmed', 'm-2', 'unwanted'],
    ['a rejection', 'rejected', 'm-3', 'too_late'],
  ] as const)('that is completed finds %s (%s, %s) %s', (_, answer, messageId, judgement) => {
    const completed = { status: 'confirmed', settledBy: 'm-1', isCompleted: true } as const;

    expect(judgeLate(completed, answerOf(answer, messageId))).toBe(judgement);
  });
});
