import { fixed, isRelative, presetOf, readRange, widened } from './time-range.ts';

const NOW = 1_000_000_000;

it.each([
  [{ from: 'now-15m', to: 'now' }, NOW - 900_000, NOW],
  [{ from: 'now-1h', to: 'now-30m' }, NOW - 3_600_000, NOW - 1_800_000],
  [{ from: '5000', to: '95000' }, 5000, 95_000],
  [{ from: '1970-01-01T00:00:01Z', to: '60000' }, 1000, 60_000],
  [{ from: 'yesterday', to: 'soon' }, NOW - 900_000, NOW],
  [{ from: '90000', to: '80000' }, 70_000, 80_000],
])('%j is from %d to %d', (text, from, to) => {
  expect(readRange(text, NOW)).toEqual({ from, to });
});

it('knows the ranges of its list', () => {
  expect(presetOf({ from: 'now-15m', to: 'now' })).toBe('15m');
  expect(presetOf({ from: '1', to: '2' })).toBeUndefined();
});

it('a drawn range stands still', () => {
  expect(isRelative(fixed({ from: 1.4, to: 2.6 }))).toBe(false);
  expect(isRelative({ from: 'now-5m', to: 'now' })).toBe(true);
});

it('widens to twice the time, and not beyond now', () => {
  expect(widened({ from: 100, to: 200 }, NOW)).toEqual({ from: 50, to: 250 });
  expect(widened({ from: NOW - 100, to: NOW }, NOW)).toEqual({ from: NOW - 200, to: NOW });
});
