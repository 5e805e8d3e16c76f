import type { Entry } from './entry.ts';

/** The last entries of many; never holds more than twice as many as it is to keep. */
export class Tail {
  private kept: Entry[] = [];
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  add(entry: Entry): void {
    this.kept.push(entry);
    if (this.kept.length >= 2 * this.count) this.kept = this.entries;
  }

  get entries(): Entry[] {
    return this.count === 0 ? [] : this.kept.slice(-this.count);
  }
}

export async function* lastOf(entries: AsyncIterable<Entry>, count: number): AsyncGenerator<Entry> {
  const tail = new Tail(count);
  for await (const entry of entries) tail.add(entry);
  yield* tail.entries;
}
