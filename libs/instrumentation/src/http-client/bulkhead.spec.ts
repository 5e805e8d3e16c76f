import { isBulkheadRejectedError } from 'cockatiel';
import { Bulkhead } from './bulkhead';

const stays = new AbortController().signal;

/** Work that ends when it is told to. */
const work = () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { run: () => promise, finish: () => resolve('done') };
};

describe('Bulkhead', () => {
  it('lets so many through at once, the others in the order in which they came', async () => {
    const bulkhead = new Bulkhead(1, 2);
    const begun: string[] = [];
    const first = work();
    const calls = [
      bulkhead.run(first.run, stays),
      bulkhead.run(() => Promise.resolve(begun.push('second')), stays),
      bulkhead.run(() => Promise.resolve(begun.push('third')), stays),
    ];
    expect([bulkhead.inFlight, bulkhead.queueLength]).toEqual([1, 2]);
    const refused = await bulkhead.run(first.run, stays).catch((error: unknown) => error);
    expect(isBulkheadRejectedError(refused)).toBe(true);

    first.finish();
    await Promise.all(calls);

    expect(begun).toEqual(['second', 'third']);
    expect([bulkhead.inFlight, bulkhead.queueLength]).toEqual([0, 0]);
  });

  it('lets a call go that gives up while it waits, at once, and gives its place to another', async () => {
    const bulkhead = new Bulkhead(1, 1);
    const first = work();
    const held = bulkhead.run(first.run, stays);
    const caller = new AbortController();
    const waits = bulkhead.run(() => Promise.reject(new Error('must not run')), caller.signal);

    caller.abort(new Error('gone'));
    await expect(waits).rejects.toThrow('gone');
    expect(bulkhead.queueLength).toBe(0);

    const next = bulkhead.run(() => Promise.resolve('next'), stays);
    first.finish();
    expect(await Promise.all([held, next])).toEqual(['done', 'next']);
    expect(bulkhead.inFlight).toBe(0);
  });

  it('does nothing for a call that was given up before', async () => {
    const bulkhead = new Bulkhead(1, 1);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(bulkhead.run(() => Promise.resolve(), gone)).rejects.toThrow('gone');
    expect(bulkhead.inFlight).toBe(0);
  });

  it('frees the slot of work that fails', async () => {
    const bulkhead = new Bulkhead(1, 0);
    await expect(bulkhead.run(() => Promise.reject(new Error('no')), stays)).rejects.toThrow('no');
    expect(bulkhead.inFlight).toBe(0);
  });
});
