import { OrderLine } from '@lab/contracts';
import { z } from 'zod';

const Lines = z.array(OrderLine);

/** Lines as SKU → pieces; undefined when the value is no list of lines, so that broken data is reported, not thrown. */
export const readLines = (value: unknown): ReadonlyMap<string, number> | undefined => {
  const parsed = Lines.safeParse(value);
  if (!parsed.success) return undefined;
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of parsed.data) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return pieces;
};

export const parseLines = (json: string): ReadonlyMap<string, number> | undefined => {
  try {
    return readLines(JSON.parse(json));
  } catch {
    return undefined;
  }
};

export const sameLines = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);

export const describeLines = (lines: ReadonlyMap<string, number> | undefined): string =>
  lines ? [...lines].map(([sku, quantity]) => `${quantity}×${sku}`).join(' ') : 'unreadable lines';
