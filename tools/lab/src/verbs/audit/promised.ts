import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf, EnvironmentError, UsageError } from '../../errors.ts';

const OrderId = z.uuid();

/** Order ids that clients hold a 202 for: one per line, as `lab load` writes them. Repeated ids count once. */
export const readPromised = async (file: string): Promise<ReadonlySet<string>> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${codeOf(error) ?? String(error)}`);
  });
  const lines = text.split('\n').map((line) => line.trim());
  const ids = lines.filter((line) => line !== '');
  const wrong = ids.find((id) => !OrderId.safeParse(id).success);
  if (wrong !== undefined)
    throw new UsageError(`${file}:${lines.indexOf(wrong) + 1}: not an order id: ${wrong}`);
  // An empty list is kept by any lab: a load of which nothing was accepted writes one.
  if (ids.length === 0) throw new EnvironmentError(`${file} names no order: there is no promise to judge`);
  return new Set(ids.map((id) => id.toLowerCase()));
};
