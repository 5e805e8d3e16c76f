import { backoffMs } from './backoff';

describe('backoffMs', () => {
  it.each([
    [0, 50, 100],
    [1, 100, 200],
    [5, 1_600, 3_200],
    [6, 2_500, 5_000],
    [1_000_000, 2_500, 5_000],
  ])('after %i attempts is between %i and %i ms', (attempt, least, most) => {
    const delays = Array.from({ length: 200 }, () => backoffMs(attempt, { firstMs: 100, longestMs: 5_000 }));

    expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...delays)).toBeLessThanOrEqual(most);
    expect(new Set(delays).size).toBeGreaterThan(1); // spread
  });
});
