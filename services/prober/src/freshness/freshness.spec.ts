import { Logger } from '@nestjs/common';
import { Freshness } from './freshness';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Time passes only while the prober sleeps. Each signal is complete after so many seconds, or fails. */
const freshness = (after: Record<'trace' | 'log', () => number>) => {
  let now = 0;
  const recorded: Record<string, number[]> = { trace: [], log: [] };
  let start = 0;
  const source = (name: 'trace' | 'log') => ({
    name,
    hasAll: async () => {
      if (Number.isNaN(after[name]())) throw new Error(`${name} store is down`);
      return (now - start) / 1000 >= after[name]();
    },
  });
  const clock = {
    now: () => now,
    sleep: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      await Promise.resolve(); // both have begun
      now += ms / 2; // and sleep beside each other
    },
  };
  const histogram = {
    zero: () => undefined,
    observe: ({ labels, value }: { labels: { signal: string }; value: number }) =>
      recorded[labels.signal]?.push(value),
  };
  const watcher = new Freshness(source('trace') as never, source('log') as never, clock, histogram as never);
  return {
    recorded,
    watch: async (signal = new AbortController().signal) => {
      start = now;
      await watcher.watch(TRACE, signal);
    },
  };
};

beforeEach(() => void jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

it('measures how long each signal took until all of it was there', async () => {
  const { recorded, watch } = freshness({ trace: () => 2, log: () => 3 });
  await watch();
  expect(recorded['trace']?.[0]).toBeGreaterThanOrEqual(2);
  expect(recorded['log']?.[0]).toBeGreaterThanOrEqual(3);
  expect(Math.max(...Object.values(recorded).flat())).toBeLessThan(5);
});

it.each([
  ['never comes', Infinity],
  ['cannot be asked for, as its store is down', NaN],
])('counts a signal as later than the largest bucket when it %s', async (_, then) => {
  let traces = 1;
  const { recorded, watch } = freshness({ trace: () => traces, log: () => 1 });
  await watch();
  traces = then;
  await watch();
  expect(recorded['trace']).toHaveLength(2);
  expect(recorded['trace']?.[1]).toBeGreaterThanOrEqual(30);
  expect(recorded['log']?.[1]).toBeLessThan(30);
});

it('does not call a signal late that was never seen: its store may still be on its way', async () => {
  let logs = Infinity;
  const { recorded, watch } = freshness({ trace: () => 1, log: () => logs });
  await watch();
  expect(recorded['log']).toEqual([]);
  logs = 1;
  await watch();
  expect(recorded['log']).toHaveLength(1);
});

it('counts nothing when the prober stops', async () => {
  const { recorded, watch } = freshness({ trace: () => 1, log: () => 1 });
  await expect(watch(AbortSignal.abort())).rejects.toThrow();
  expect(recorded).toEqual({ trace: [], log: [] });
});
