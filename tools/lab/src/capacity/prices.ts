import { readFile } from 'node:fs/promises';
import type { Prices } from '@lab/analysis/capacity';
import { z } from 'zod';
import { messageOf, UsageError } from '../errors.ts';

const price = z.number().nonnegative();
const PricesFile = z.strictObject({
  currency: z.string().min(1).max(10),
  /** One core for an hour. */
  cpuHour: price,
  /** A gigabyte of memory for an hour. */
  memoryGbHour: price,
  /** A gigabyte on disk for a month. */
  storageGbMonth: price,
});

export const parsePrices = (text: string): Prices => PricesFile.parse(JSON.parse(text));

export async function readPrices(file: string): Promise<Prices> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--prices: cannot read ${file}: ${messageOf(error)}`);
  });
  try {
    return parsePrices(text);
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`).join('; ')
        : messageOf(error);
    throw new UsageError(`--prices: ${file} is no price file: ${why}. docs/capacity.md has an example`);
  }
}
