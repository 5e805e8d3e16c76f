import { readFile } from 'node:fs/promises';
import { OrderId } from '@lab/contracts';
import { codeOf, EnvironmentError, UsageError } from '../errors.ts';

/** Enough of a wrong line to find it again, whatever file was named by mistake. */
const QUOTED_LENGTH = 60;

/**
 * Order ids that clients hold a 202 for: one per line, as `lab load` writes them, in whatever case the client keeps them.
 * Repeated ids count once.
 */
export const readPromised = async (file: string): Promise<ReadonlySet<string>> => {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${codeOf(error) ?? String(error)}`);
  });
  const ids = new Set<string>();
  for (const [index, untrimmed] of text.split('\n').entries()) {
    const line = untrimmed.trim();
    if (line === '') continue;
    const id = OrderId.safeParse(line);
    if (!id.success)
      throw new UsageError(
        `${file}:${index + 1}: not an order id: ${JSON.stringify(line.slice(0, QUOTED_LENGTH))}`,
      );
    ids.add(id.data);
  }
  // An empty list is kept by any lab: a load of which nothing was accepted writes one.
  if (ids.size === 0)
    throw new EnvironmentError(`${file} contains no order id, so there is nothing to judge`);
  return ids;
};
