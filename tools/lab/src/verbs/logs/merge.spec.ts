import type { Entry } from './entry.ts';
import { mergeByTime } from './merge.ts';
import { asyncOf, collect, entry } from './testing/fakes.ts';

const merged = async (...sources: AsyncIterable<Entry>[]): Promise<string[]> =>
  (await collect(mergeByTime(sources))).map(({ raw }) => raw);

const source = (service: string, ...times: number[]): AsyncIterable<Entry> =>
  asyncOf(times.map((time) => entry(service, time)));

describe('mergeByTime', () => {
  it('puts the entries of all services in the order of their time', async () => {
    expect(await merged(source('a', 1, 4, 5), source('b', 2, 3, 6), source('c'))).toEqual([
      ...['a 1', 'b 2', 'b 3', 'a 4', 'a 5', 'b 6'],
    ]);
  });

  it('keeps the order of each service, also where its clock went back, and of services at one time', async () => {
    expect(await merged(source('a', 5, 1), source('b', 1, 5))).toEqual(['b 1', 'a 5', 'a 1', 'b 5']);
  });

  it('holds no more than one entry of each', async () => {
    let made = 0;
    async function* endless(service: string): AsyncGenerator<Entry> {
      for (;;) yield entry(service, (made += 1));
    }
    const entries = mergeByTime([endless('a'), endless('b')]);
    for (let taken = 0; taken < 1000; taken += 1) await entries.next();
    expect(made).toBeLessThanOrEqual(1002);
    await entries.return(undefined);
  });

  it('lets go of every source when one fails', async () => {
    let isClosed = false;
    async function* open(): AsyncGenerator<Entry> {
      try {
        for (let time = 0; ; time += 1) yield entry('a', time);
      } finally {
        isClosed = true;
      }
    }
    async function* failing(): AsyncGenerator<Entry> {
      yield entry('b', 3);
      throw new Error('docker is gone');
    }
    await expect(merged(open(), failing())).rejects.toThrow('docker is gone');
    expect(isClosed).toBe(true);
  });
});
