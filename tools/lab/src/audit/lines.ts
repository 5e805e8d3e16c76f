import { OrderLine } from '@lab/contracts';
import { z } from 'zod';

const Lines = z.array(OrderLine);
/** A reservation; before they had ids they were plain lines. */
const Reserved = z.union([z.object({ lines: Lines }).transform(({ lines }) => lines), Lines]);

/** Lines as SKU → pieces; undefined when the value is no list of lines, so that broken data is reported, not thrown. */
export const readLines = (value: unknown): ReadonlyMap<string, number> | undefined => {
  const parsed = Lines.safeParse(value);
  return parsed.success ? piecesOf(parsed.data) : undefined;
};

const piecesOf = (lines: readonly OrderLine[]): ReadonlyMap<string, number> => {
  const pieces = new Map<string, number>();
  addPieces(
    pieces,
    lines.map(({ sku, quantity }) => [sku, quantity] as const),
  );
  return pieces;
};

export const addPieces = (sums: Map<string, number>, pieces: Iterable<readonly [string, number]>): void => {
  for (const [sku, quantity] of pieces) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
};

/** What a reservation holds, likewise. */
export const parseReservation = (json: string): ReadonlyMap<string, number> | undefined => {
  try {
    const parsed = Reserved.safeParse(JSON.parse(json));
    return parsed.success ? piecesOf(parsed.data) : undefined;
  } catch {
    return undefined;
  }
};

export const sameLines = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);

export const describeLines = (lines: ReadonlyMap<string, number> | undefined): string =>
  lines ? [...lines].map(([sku, quantity]) => `${quantity}×${sku}`).join(' ') : 'unreadable lines';
