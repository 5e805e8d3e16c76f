import { durationMs, intervalFor } from './interval.ts';

const hours = (n: number) => ({ from: 0, to: n * 3_600_000 });

it.each([
  [hours(0.25), 300, 5000],
  [hours(1), 300, 10_000],
  [hours(6), 300, 60_000],
  [hours(24), 300, 300_000],
  [hours(0.01), 300, 5000],
])('a range of %j over %d points has steps of %d ms', (range, points, expected) => {
  expect(intervalFor({ range, points })).toBe(expected);
});

it('reads durations as Grafana writes them', () => {
  expect(['15s', '>1m', '500ms', '2h'].map(durationMs)).toEqual([15_000, 60_000, 500, 7_200_000]);
  expect(() => durationMs('soon')).toThrow('"soon" is not a duration');
});
