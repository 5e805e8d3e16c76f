import { compareCounters, type CounterLook, isCounted } from './counted.ts';

const look = (at: number, lines: number): CounterLook => ({
  askedAt: at,
  answeredAt: at + 10,
  lines: new Map([['orders', lines]]),
});
/** Two lines long ago, one right before a look at 10,000, one after it. */
const TIMES = [1000, 2000, 9500, 10_500];

describe('compareCounters', () => {
  it('leaves out what was read after the look, and does not insist on what was read right before it', () => {
    const row = compareCounters('orders', TIMES, [look(10_000, 2)]);
    expect(row).toEqual({ service: 'orders', read: 3, recent: 1, counted: 2 });
  });

  it.each([
    [1, false],
    [2, true],
    [3, true],
    [4, false],
  ])('judges %d lines counted of two or three: %s', (lines, agrees) => {
    expect(isCounted(compareCounters('orders', TIMES, [look(10_000, lines)]))).toBe(agrees);
  });

  it('is exact where nothing was read right before the look', () => {
    const judged = [3, 4, 5].map((lines) =>
      isCounted(compareCounters('orders', TIMES, [look(20_000, lines)])),
    );
    expect(judged).toEqual([false, true, false]);
  });

  it('is content with one look that agrees, and shows the newest if none does', () => {
    expect(compareCounters('orders', TIMES, [look(30_000, 5), look(20_000, 4)])).toMatchObject({
      counted: 4,
    });
    expect(compareCounters('orders', TIMES, [look(30_000, 6), look(20_000, 5)])).toMatchObject({
      counted: 6,
    });
  });

  it('counts none of a service that the page does not have', () => {
    expect(compareCounters('oncall', [], [look(10_000, 2)])).toEqual({
      service: 'oncall',
      read: 0,
      recent: 0,
      counted: 0,
    });
  });
});
