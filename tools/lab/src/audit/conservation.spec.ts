import { randomUUID } from 'node:crypto';
import { Conservation, type Verdict } from './conservation.ts';
import type { OrderFact, ParkedFact, StoreFacts } from './facts.ts';

const LAMP = [{ sku: 'LAMP-01', quantity: 2 }];
const order = (status: string, lines: unknown = LAMP): OrderFact => ({
  id: randomUUID(),
  status,
  lines,
  isCompleted: false,
});
const completed = (lines: unknown = LAMP): OrderFact => ({ ...order('confirmed', lines), isCompleted: true });

const facts = (changes: Partial<StoreFacts> = {}): StoreFacts => ({
  stock: [{ sku: 'LAMP-01', initial: 10, available: 10, reserved: 0, sold: 0 }],
  reservations: new Map(),
  outbox: [],
  queues: [{ name: 'inventory.orders', messages: 0 }],
  parked: [],
  ...changes,
});

/** One confirmed order whose two lamps are reserved. */
const reservedFor = (id: string, lines: unknown = LAMP): Partial<StoreFacts> => ({
  stock: [{ sku: 'LAMP-01', initial: 10, available: 8, reserved: 2, sold: 0 }],
  reservations: new Map([[id, JSON.stringify({ id: randomUUID(), lines })]]),
});

const judge = (
  store: StoreFacts,
  orders: readonly OrderFact[] = [],
  promised: readonly string[] = [],
): Verdict => {
  const conservation = new Conservation(store, { promised: new Set(promised) });
  for (const each of orders) conservation.add(each);
  return conservation.verdict();
};
const broken = (verdict: Verdict): [string, string][] =>
  verdict.violations.map(({ rule, subject }) => [rule, subject]);

const parked = (changes: Partial<ParkedFact>): ParkedFact => ({
  queue: 'inventory.orders.parked',
  messageId: 'm-1',
  message: 'orders.order-placed',
  reason: 'invalid',
  orderId: undefined,
  ...changes,
});

describe('conservation', () => {
  it('holds for an empty lab and for one whose orders are all accounted for', () => {
    expect(judge(facts()).held).toBe(true);
    const confirmed = order('confirmed');
    const verdict = judge(
      facts(reservedFor(confirmed.id)),
      [confirmed, order('rejected'), order('cancelled')],
      [confirmed.id],
    );
    expect(verdict).toMatchObject({
      held: true,
      accepted: 3,
      confirmed: 1,
      rejected: 1,
      cancelled: 1,
      inFlight: 0,
    });
  });

  it('names an order that never settled', () => {
    const pending = order('pending');
    const verdict = judge(facts(), [pending]);
    expect(verdict).toMatchObject({ held: false, inFlight: 1 });
    expect(broken(verdict)).toEqual([['not_settled', pending.id]]);
  });

  it('names an order that a client was promised and the database does not know', () => {
    const lost = randomUUID();
    expect(broken(judge(facts(), [], [lost]))).toEqual([['promised_missing', lost]]);
  });

  it('names a confirmed order without a reservation', () => {
    const confirmed = order('confirmed');
    expect(broken(judge(facts(), [confirmed]))).toEqual([['reservation_missing', confirmed.id]]);
  });

  it.each(['rejected', 'cancelled'])('names a %s order that holds stock', (status) => {
    const settled = order(status);
    expect(broken(judge(facts(reservedFor(settled.id)), [settled]))).toEqual([
      ['reservation_unexpected', settled.id],
    ]);
  });

  it('names a reservation whose lines are not those of the order, in any order of lines', () => {
    const two = [...LAMP, { sku: 'MUG-02', quantity: 1 }];
    const stock = [
      { sku: 'LAMP-01', initial: 10, available: 8, reserved: 2, sold: 0 },
      { sku: 'MUG-02', initial: 5, available: 4, reserved: 1, sold: 0 },
    ];
    const same = order('confirmed', two);
    const reservations = new Map([[same.id, JSON.stringify([...two].reverse())]]);
    expect(judge(facts({ stock, reservations }), [same]).held).toBe(true);
    expect(broken(judge(facts({ stock, reservations }), [{ ...same, lines: LAMP }]))).toEqual([
      ['reservation_differs', same.id],
    ]);
  });

  it('names a reservation that is no JSON, and the stock that it leaves unexplained', () => {
    const confirmed = order('confirmed');
    const store = facts({ ...reservedFor(confirmed.id), reservations: new Map([[confirmed.id, '[{']]) });
    expect(broken(judge(store, [confirmed]))).toEqual([
      ['reservation_differs', confirmed.id],
      ['stock_not_explained', 'LAMP-01'],
    ]);
  });

  describe('of completed orders', () => {
    const sold = (pieces: number): Partial<StoreFacts> => ({
      stock: [{ sku: 'LAMP-01', initial: 10, available: 10 - pieces, reserved: 0, sold: pieces }],
    });

    it('holds when their pieces are sold and none of them has a reservation', () => {
      const verdict = judge(facts(sold(4)), [completed(), completed(), order('cancelled')]);
      expect(verdict).toMatchObject({ held: true, confirmed: 2, completed: 2, cancelled: 1 });
    });

    it.each([2, 6])(
      'names the SKU of which %d pieces are sold, and not the 4 that were ordered',
      (pieces) => {
        expect(broken(judge(facts(sold(pieces)), [completed(), completed()]))).toEqual([
          ['sold_not_explained', 'LAMP-01'],
        ]);
      },
    );

    it('names one that still has a reservation, and the pieces that were not sold for it', () => {
      const left = completed();
      expect(broken(judge(facts(reservedFor(left.id)), [left]))).toEqual([
        ['reservation_unexpected', left.id],
        ['sold_not_explained', 'LAMP-01'],
      ]);
    });

    it('names sold pieces of a product that has no stock', () => {
      expect(broken(judge(facts(), [completed([{ sku: 'MUG-02', quantity: 1 }])]))).toEqual([
        ['sold_not_explained', 'MUG-02'],
      ]);
    });

    it('refuses a parked completion that was given up', () => {
      const message = parked({ message: 'orders.orders-completed', reason: 'attempts_exhausted' });
      expect(broken(judge(facts({ parked: [message] })))).toEqual([['parked_unexplained', 'm-1']]);
    });
  });

  it('reads reservations that were written before they had ids', () => {
    const confirmed = order('confirmed');
    const store = facts({
      ...reservedFor(confirmed.id),
      reservations: new Map([[confirmed.id, JSON.stringify(LAMP)]]),
    });
    expect(judge(store, [confirmed]).held).toBe(true);
  });

  it('names a reservation of no order', () => {
    const nobody = randomUUID();
    expect(broken(judge(facts(reservedFor(nobody))))).toEqual([['reservation_orphaned', nobody]]);
  });

  it('names a message of ours that the broker does not take, whatever became of its order', () => {
    const cancelled = order('cancelled');
    const message = parked({
      queue: 'orders.outbox.parked',
      reason: 'messaging.too_large',
      orderId: cancelled.id,
    });
    expect(broken(judge(facts({ parked: [message] }), [cancelled]))).toEqual([['parked_unexplained', 'm-1']]);
  });

  it('names a SKU whose stock is lost, taken twice, or negative', () => {
    const sku = 'LAMP-01';
    const lost = facts({ stock: [{ sku, initial: 10, available: 9, reserved: 0, sold: 0 }] });
    expect(broken(judge(lost))).toEqual([['stock_not_conserved', sku]]);
    const twice = facts({ stock: [{ sku, initial: 10, available: 8, reserved: 2, sold: 0 }] });
    expect(broken(judge(twice))).toEqual([['stock_not_explained', sku]]);
    const negative = facts({ stock: [{ sku, initial: 10, available: 12, reserved: -2, sold: 0 }] });
    expect(broken(judge(negative)).map(([rule]) => rule)).toEqual(['stock_not_explained', 'stock_negative']);
  });

  it('names unsent messages, and queues that hold messages or are missing', () => {
    const queues = [
      { name: 'inventory.orders', messages: 3 },
      { name: 'orders.stock', messages: undefined },
    ];
    expect(broken(judge(facts({ outbox: [{ id: '7', orderId: randomUUID() }], queues })))).toEqual([
      ['outbox_not_empty', '7'],
      ['queue_not_empty', 'inventory.orders'],
      ['queue_missing', 'orders.stock'],
    ]);
  });

  it('accepts a parked message that says why and that no order waits for', () => {
    const confirmed = order('confirmed');
    const store = facts({
      ...reservedFor(confirmed.id),
      parked: [parked({}), parked({ orderId: confirmed.id })],
    });
    expect(judge(store, [confirmed]).held).toBe(true);
  });

  it('refuses a parked message without a reason, one that an order waits for, and one of ours that was given up', () => {
    const pending = order('pending');
    const cancelled = order('cancelled');
    const messages = [
      parked({ messageId: 'silent', reason: undefined }),
      parked({ messageId: 'awaited', orderId: pending.id }),
      parked({ messageId: 'given-up', orderId: cancelled.id, reason: 'attempts_exhausted' }),
    ];
    const verdict = judge(facts({ parked: messages }), [pending, cancelled]);
    expect(broken(verdict).filter(([rule]) => rule === 'parked_unexplained')).toEqual([
      ['parked_unexplained', 'silent'],
      ['parked_unexplained', 'awaited'],
      ['parked_unexplained', 'given-up'],
    ]);
  });

  it('counts every violation and keeps the first ones of each rule', () => {
    const conservation = new Conservation(facts(), { keepPerRule: 2 });
    for (let i = 0; i < 500; i += 1) conservation.add(order('pending'));
    const verdict = conservation.verdict();
    expect(verdict.violations).toHaveLength(2);
    expect(verdict.violationCounts).toEqual({ not_settled: 500 });
  });
});
