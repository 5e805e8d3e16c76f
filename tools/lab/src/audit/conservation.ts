import { OrderStatus } from '@lab/contracts';
import type { OrderFact, StoreFacts } from './facts.ts';
import { addPieces, describeLines, parseReservation, readLines, sameLines } from './lines.ts';
import { judgeQueues, judgeStock } from './store-rules.ts';
import { Violations, type Violation } from './violations.ts';

export interface Verdict {
  readonly held: boolean;
  readonly accepted: number;
  readonly confirmed: number;
  /** Of the confirmed ones. */
  readonly completed: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly inFlight: number;
  readonly violations: readonly Violation[];
  /** How often each broken rule is broken; `violations` holds only the first ones of each. */
  readonly violationCounts: Readonly<Record<string, number>>;
}

interface JudgeOptions {
  /** Ids of orders that clients were promised with a 202. */
  readonly promised?: ReadonlySet<string>;
  readonly keepPerRule?: number;
}

/**
 * Conservation of orders and stock, judged on one consistent set of facts at rest. Orders are handed in one by one,
 * so that 100,000 of them need no second copy in memory.
 */
export class Conservation {
  readonly #facts: StoreFacts;
  readonly #violations: Violations;
  readonly #counts = { pending: 0, confirmed: 0, rejected: 0, cancelled: 0 };
  #accepted = 0;
  #completed = 0;
  readonly #sold = new Map<string, number>();
  readonly #orphans: Set<string>;
  readonly #promised: Set<string>;
  readonly #waiting: Map<string, string | undefined>;

  constructor(facts: StoreFacts, options: JudgeOptions = {}) {
    this.#facts = facts;
    this.#violations = new Violations(options.keepPerRule ?? 1000);
    this.#orphans = new Set(facts.reservations.keys());
    this.#promised = new Set(options.promised);
    this.#waiting = new Map(facts.parked.flatMap(({ orderId }) => (orderId ? [[orderId, undefined]] : [])));
  }

  add(order: OrderFact): void {
    this.#accepted += 1;
    this.#promised.delete(order.id);
    this.#orphans.delete(order.id);
    if (this.#waiting.has(order.id)) this.#waiting.set(order.id, order.status);
    const status = OrderStatus.safeParse(order.status);
    if (!status.success) {
      this.#violations.add('status_unknown', order.id, `status ${order.status}`);
      return;
    }
    this.#counts[status.data] += 1;
    if (status.data === 'pending') this.#violations.add('not_settled', order.id, 'still pending');
    if (order.isCompleted) {
      this.#completed += 1;
      addPieces(this.#sold, readLines(order.lines) ?? []);
    }
    this.#judgeReservation(order, status.data);
  }

  verdict(): Verdict {
    for (const id of this.#promised) {
      this.#violations.add('promised_missing', id, 'accepted with a 202, but not in Postgres');
    }
    for (const id of this.#orphans) {
      const lines = parseReservation(this.#facts.reservations.get(id) ?? '');
      this.#violations.add('reservation_orphaned', id, `${describeLines(lines)} reserved without an order`);
    }
    judgeQueues(this.#facts, this.#waiting, this.#violations);
    judgeStock(this.#facts, this.#sold, this.#violations);
    const { pending, confirmed, rejected, cancelled } = this.#counts;
    return {
      held: this.#violations.counts.size === 0,
      accepted: this.#accepted,
      confirmed,
      completed: this.#completed,
      rejected,
      cancelled,
      inFlight: pending,
      violations: this.#violations.kept,
      violationCounts: Object.fromEntries(this.#violations.counts),
    };
  }

  #judgeReservation(order: OrderFact, status: OrderStatus): void {
    const text = this.#facts.reservations.get(order.id);
    const isExpected = status === 'confirmed' && !order.isCompleted;
    if (text === undefined) {
      if (isExpected)
        this.#violations.add('reservation_missing', order.id, 'confirmed, but nothing reserved');
      return;
    }
    const reserved = parseReservation(text);
    if (isExpected) {
      this.#compareLines(order, reserved);
      return;
    }
    const detail = `${order.isCompleted ? 'completed' : status}, but ${describeLines(reserved)} reserved`;
    this.#violations.add('reservation_unexpected', order.id, detail);
  }

  #compareLines(order: OrderFact, reserved: ReadonlyMap<string, number> | undefined): void {
    const ordered = readLines(order.lines);
    if (ordered && reserved && sameLines(ordered, reserved)) return;
    const detail = `ordered ${describeLines(ordered)}, reserved ${describeLines(reserved)}`;
    this.#violations.add('reservation_differs', order.id, detail);
  }
}
