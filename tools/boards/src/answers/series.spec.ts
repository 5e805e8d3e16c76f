import { aligned } from './align.ts';
import { bucketsOf } from './buckets.ts';
import type { Exemplar, Point, Series } from './frame.ts';
import { reduce } from './reduce.ts';
import { statesOf } from './states.ts';
import { tellingExemplars } from './telling-exemplars.ts';

const series = (labels: Record<string, string>, ...points: Point[]): Series => ({
  refId: 'A',
  name: '',
  labels,
  points,
});

it.each([
  ['lastNotNull', 3],
  ['last', null],
  ['first', 1],
  ['min', 1],
  ['max', 5],
  ['mean', 3],
  ['sum', 9],
  ['count', 4],
  ['range', 4],
  ['diff', 2],
])('%s of 1, 5, 3 and nothing is %s', (calculation, expected) => {
  expect(
    reduce(
      [
        [0, 1],
        [1, 5],
        [2, 3],
        [3, null],
      ],
      calculation,
    ),
  ).toBe(expected);
});

it('every calculation of nothing is nothing, but their count', () => {
  for (const name of ['lastNotNull', 'min', 'max', 'mean', 'sum', 'range', 'diff'])
    expect(reduce([], name)).toBeNull();
  expect(reduce([], 'count')).toBe(0);
});

it('rejects a calculation that it does not know', () => {
  expect(() => reduce([], 'stdDev')).toThrow('the calculation "stdDev" is not supported');
});

it('buckets lose what is in the lower ones, in the order of their limits', () => {
  const all = [
    series({ le: '+Inf' }, [0, 10], [5, 4]),
    series({ le: '0.5' }, [0, 7], [5, 4]),
    series({ le: '0.05' }, [0, 2]),
  ];
  expect(bucketsOf(all).map(({ le, counts }) => [le, [...counts]])).toEqual([
    ['0.05', [[0, 2]]],
    [
      '0.5',
      [
        [0, 5],
        [5, 4],
      ],
    ],
    [
      '+Inf',
      [
        [0, 3],
        [5, 0],
      ],
    ],
  ]);
});

it('a state lasts as long as its value does, the last one to the end', () => {
  expect(
    statesOf(
      [
        [0, 1],
        [5, 1],
        [10, 0],
        [15, null],
        [20, 1],
      ],
      30,
    ),
  ).toEqual([
    { fromMs: 0, toMs: 10, value: 1 },
    { fromMs: 10, toMs: 15, value: 0 },
    { fromMs: 20, toMs: 30, value: 1 },
  ]);
});

it('what is to be stacked has all the same times', () => {
  const [a, b] = aligned([series({}, [0, 1], [10, 2]), series({}, [5, 3])]);
  expect(a!.points).toEqual([
    [0, 1],
    [5, null],
    [10, 2],
  ]);
  expect(b!.points).toEqual([
    [0, null],
    [5, 3],
    [10, null],
  ]);
});

it('of many exemplars the highest of each stretch of time are shown', () => {
  const exemplar = (timeMs: number, value: number): Exemplar => ({
    refId: 'A',
    timeMs,
    value,
    labels: {},
    traceId: 'x',
  });
  const many = [exemplar(1, 1), exemplar(2, 9), exemplar(3, 5), exemplar(2000, 2), exemplar(-5, 99)];
  expect(tellingExemplars(many, { from: 0, to: 30_000 }).map(({ value }) => value)).toEqual([9, 5, 2]);
});
