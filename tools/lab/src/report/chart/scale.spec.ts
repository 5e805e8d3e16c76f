import { clock, place, timeTicks, valueText, valueTicks } from './scale.ts';

const at = (time: string): number => Date.parse(`2026-11-28T${time}Z`);

describe('an axis', () => {
  it.each([
    [0, [0, 0.25, 0.5, 0.75, 1]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [23, [0, 10, 20, 30]],
    [0.0031, [0, 0.001, 0.002, 0.003, 0.004]],
    [4000, [0, 1000, 2000, 3000, 4000]],
    [Number.NaN, [0, 0.25, 0.5, 0.75, 1]],
  ])('has round values up to %s', (max, ticks) => {
    expect(valueTicks(max)).toEqual(ticks);
  });

  it('has round times of day', () => {
    expect(timeTicks(at('15:00:07'), at('15:04:00')).map(clock)).toEqual([
      ...['15:00:30', '15:01:00', '15:01:30', '15:02:00', '15:02:30', '15:03:00', '15:03:30', '15:04:00'],
    ]);
    expect(timeTicks(at('15:00:01'), at('15:00:02'))).toEqual([]);
  });

  it('places a value between its ends, also where both are the same', () => {
    expect(place({ from: 10, to: 20, start: 100, length: -50 }, 15)).toBe(75);
    expect(place({ from: 10, to: 10, start: 100, length: 50 }, 10)).toBe(100);
  });

  it.each([
    [20, 'per second', '20/s'],
    [0.005, 'share', '0.5 %'],
    [0.25, 'seconds', '250 ms'],
    [0, 'seconds', '0 s'],
    [1.5, 'seconds', '1.5 s'],
    [12_000, 'count', '12,000'],
  ] as const)('writes %s as %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });
});
