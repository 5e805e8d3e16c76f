import type { Piece } from './pieces.ts';
import { median } from './statistics.ts';

/** A group of fewer pieces has no usual value of its own. */
const ENOUGH = 8;

/** What a piece of time usually takes, learnt from the baseline: that of its group, else that of its operation. */
export class Usual {
  readonly #groups = new Map<string, number>();
  readonly #operations = new Map<string, number>();

  constructor(pieces: Iterable<Piece>) {
    const groups = new Map<string, number[]>();
    const operations = new Map<string, number[]>();
    for (const piece of pieces) {
      add(groups, piece.group, piece.us);
      add(operations, piece.operationKey, piece.us);
    }
    for (const [group, values] of groups)
      if (values.length >= ENOUGH) this.#groups.set(group, median(values));
    for (const [key, values] of operations) this.#operations.set(key, median(values));
  }

  /** Undefined for what the baseline does not know. */
  of(piece: Piece): number | undefined {
    return this.#groups.get(piece.group) ?? this.#operations.get(piece.operationKey);
  }
}

const add = (map: Map<string, number[]>, key: string, value: number): void => {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
};

/**
 * By how much everything became slower: the machine, the load, a cold start. The middle one of all groups, so a fault in a few places does
 * not move it. Never below 1: that other things became faster makes nothing slow.
 */
export function slowdown(pieces: readonly Piece[], usual: Usual): number {
  const ratios = new Map<string, number[]>();
  for (const piece of pieces) {
    const base = usual.of(piece);
    if (base !== undefined && base > 0) add(ratios, piece.group, piece.us / base);
  }
  const known = [...ratios.values()].filter(({ length }) => length >= ENOUGH).map(median);
  return known.length === 0 ? 1 : Math.max(1, median(known));
}
