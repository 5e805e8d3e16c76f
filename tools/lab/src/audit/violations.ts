/** The promises of the order flow, each with the name that a broken one is reported under. */
export const RULES = {
  promised_missing: 'every order that a client received a 202 for exists',
  status_unknown: 'every order has a status that the contract defines',
  not_settled: 'after settling, no order is in flight',
  outbox_not_empty: 'the outbox is empty',
  queue_missing: 'every declared queue exists',
  queue_not_empty: 'every queue is empty',
  parked_unexplained: 'every parked message has a reason, and no order still needs it',
  reservation_missing: 'every confirmed order has its reservation until it completes',
  reservation_unexpected: 'no other order has a reservation',
  reservation_differs: 'every reservation has exactly the lines of its order',
  reservation_orphaned: 'every reservation belongs to an order',
  stock_not_conserved: 'initial stock = available + reserved + sold',
  stock_not_explained: 'reserved stock = sum of the reservations',
  sold_not_explained: 'sold stock = sum of the completed orders',
  stock_negative: 'no stock is negative',
} as const;
export type Rule = keyof typeof RULES;

/** `subject` is the id (order, SKU, queue, message) that breaks the rule. */
export interface Violation {
  readonly rule: Rule;
  readonly subject: string;
  readonly detail: string;
}

/** Counts every violation and keeps the first of each rule: a lab that lost 50,000 orders is reported in one page. */
export class Violations {
  readonly #kept: Violation[] = [];
  readonly #counts = new Map<Rule, number>();

  readonly #keepPerRule: number;

  constructor(keepPerRule: number) {
    this.#keepPerRule = keepPerRule;
  }

  add(rule: Rule, subject: string, detail: string): void {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count <= this.#keepPerRule) this.#kept.push({ rule, subject, detail });
  }

  get kept(): readonly Violation[] {
    return this.#kept;
  }

  get counts(): ReadonlyMap<Rule, number> {
    return this.#counts;
  }
}
