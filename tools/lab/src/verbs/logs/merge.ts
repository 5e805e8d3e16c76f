import type { Entry } from './entry.ts';

interface Head {
  readonly iterator: AsyncIterator<Entry>;
  readonly entry: Entry;
}

/**
 * The entries of several services as one sequence, by their time. The entries of one service stay in their order, and of
 * each no more than one is held: logs may be larger than memory.
 */
export async function* mergeByTime(sources: readonly AsyncIterable<Entry>[]): AsyncGenerator<Entry> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    let heads = (await Promise.all(iterators.map(headOf))).filter((head) => head !== undefined);
    for (let first = earliest(heads); first !== undefined; first = earliest(heads)) {
      const taken = first;
      yield taken.entry;
      const next = await headOf(taken.iterator);
      heads = heads.flatMap((head) => (head === taken ? (next ?? []) : head));
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

async function headOf(iterator: AsyncIterator<Entry>): Promise<Head | undefined> {
  const next = await iterator.next();
  return next.done === true ? undefined : { iterator, entry: next.value };
}

/** Of equals the one whose service stands first. */
function earliest(heads: readonly Head[]): Head | undefined {
  let first = heads[0];
  for (const head of heads) if (first !== undefined && head.entry.time < first.entry.time) first = head;
  return first;
}
