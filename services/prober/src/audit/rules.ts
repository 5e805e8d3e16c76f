/**
 * Promises of the order flow that hold at every moment, under load and during outages too; the others, which hold at rest only, are
 * `lab audit`'s (ADR 0039).
 */
export const AUDIT_RULES = [
  'order_missing',
  'order_overtaken',
  'reservation_missing',
  'stock_not_conserved',
] as const;
export type AuditRule = (typeof AUDIT_RULES)[number];

/** `subject` is the id of the order, or the SKU, that breaks the rule. */
export interface Violation {
  readonly rule: AuditRule;
  readonly subject: string;
  readonly detail: string;
}

/** Pieces of one SKU, all read at the same moment. */
export interface Stock {
  readonly sku: string;
  readonly initial: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

/** Each script moves pieces from one of them to another, so that there is no moment at which the sum is another. */
export const brokenStock = (stock: readonly Stock[]): Violation[] =>
  stock
    .filter(
      ({ initial, available, reserved, sold }) =>
        initial !== available + reserved + sold || Math.min(available, reserved, sold) < 0,
    )
    .map(({ sku, initial, available, reserved, sold }) => ({
      rule: 'stock_not_conserved',
      subject: sku,
      detail: `initial ${initial}, available ${available}, reserved ${reserved}, sold ${sold}`,
    }));

export const violationsOf = (rule: AuditRule, ids: readonly string[], detail: string): Violation[] =>
  ids.map((subject) => ({ rule, subject, detail }));
