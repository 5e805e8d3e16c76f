import { PLACE_ORDER, type RequestLine } from '../k6/request-line.ts';

/** An order as Postgres has it. Milliseconds since 1970; null: it never settled. */
export interface StoredOrder {
  readonly key: string;
  readonly id: string;
  readonly createdAt: number;
  readonly settledAt: number | null;
}

/** What became of the orders that clients sent, in the words of Jepsen's checkers. attempted = ok + lost + recovered + refused + indeterminate. */
export interface Conservation {
  /** Orders that clients sent, each counted once however often it was tried. */
  readonly attempted: number;
  /** Of these, accepted with a 202. */
  readonly acknowledged: number;
  /** Acknowledged, and in the store. */
  readonly ok: number;
  /** Acknowledged, and not in the store. */
  readonly lost: number;
  /** In the store, and attempted by nobody. */
  readonly unexpected: number;
  /** Attempted once, and in the store or acknowledged more than once. */
  readonly duplicated: number;
  /** The client does not know, and it is in the store. */
  readonly recovered: number;
  /** Refused with a 4xx, and not in the store. */
  readonly refused: number;
  /** The client does not know, and it is not in the store. */
  readonly indeterminate: number;
  /** The keys of what was lost, unexpected or duplicated, the first of each. */
  readonly examples: readonly string[];
}

interface Attempted {
  readonly ids: Set<string>;
  lastStatus: number;
}

const EXAMPLES = 10;

/** Compares the clients' own list with the store's. */
export function conservationOf(lines: readonly RequestLine[], stored: readonly StoredOrder[]): Conservation {
  const attempts = attemptsOf(lines);
  const store = new Map<string, Set<string>>();
  for (const { key, id } of stored) store.set(key, (store.get(key) ?? new Set()).add(id));
  const keys = [...attempts.keys()];
  const idsOf = (key: string): Set<string> => attempts.get(key)?.ids ?? new Set();
  const isStored = (key: string): boolean => store.has(key);
  const acknowledged = keys.filter((key) => idsOf(key).size > 0);
  const unknown = keys.filter((key) => idsOf(key).size === 0);
  const isOk = (key: string): boolean => [...idsOf(key)].every((id) => store.get(key)?.has(id) === true);
  const lost = acknowledged.filter((key) => !isOk(key));
  const unexpected = [...store.keys()].filter((key) => !attempts.has(key));
  const duplicated = keys.filter((key) => idsOf(key).size > 1 || (store.get(key)?.size ?? 0) > 1);
  const absent = unknown.filter((key) => !isStored(key));
  const refused = absent.filter((key) => isRefusal(attempts.get(key)?.lastStatus ?? 0));
  return {
    attempted: keys.length,
    acknowledged: acknowledged.length,
    ok: acknowledged.length - lost.length,
    lost: lost.length,
    unexpected: unexpected.length,
    duplicated: duplicated.length,
    recovered: unknown.length - absent.length,
    refused: refused.length,
    indeterminate: absent.length - refused.length,
    examples: [lost, unexpected, duplicated].flatMap((found) => found.slice(0, EXAMPLES)),
  };
}

function attemptsOf(lines: readonly RequestLine[]): ReadonlyMap<string, Attempted> {
  const attempts = new Map<string, Attempted>();
  for (const { name, key, id, status } of lines) {
    if (name !== PLACE_ORDER || key === undefined) continue;
    const attempt = attempts.get(key) ?? { ids: new Set<string>(), lastStatus: 0 };
    attempts.set(key, attempt);
    if (id !== undefined) attempt.ids.add(id);
    attempt.lastStatus = status;
  }
  return attempts;
}

/** 429 asks the client to come back: it is no answer to the order. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 429;
