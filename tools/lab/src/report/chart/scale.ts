import type { Unit } from './chart.ts';

/** Where a value is between `from` and `to`, on a length in pixels that begins at `start`. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly length: number;
}

/** Rounded to a tenth of a pixel: nobody sees more. */
export const place = ({ from, to, start, length }: Scale, value: number): number =>
  Math.round((start + ((value - from) / (to - from || 1)) * length) * 10) / 10;

const NICE = [1, 2, 2.5, 5, 10];

/** Round values from 0 up to the first that is not below `max`: four to six of them. */
export const valueTicks = (max: number): readonly number[] => {
  const top = max > 0 && Number.isFinite(max) ? max : 1;
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (NICE.find((nice) => nice * power >= rough * 0.999) ?? 10) * power;
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_STEPS = [
  ...[5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * HOUR),
];
const MOST_TICKS = 8;

/** Round times of day (UTC) within a range. */
export const timeTicks = (from: number, to: number): readonly number[] => {
  const step = TIME_STEPS.find((each) => (to - from) / each <= MOST_TICKS) ?? (to - from) / MOST_TICKS;
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
};

const UNIT_TEXT: Readonly<Record<Unit, (value: number) => string>> = {
  'per second': (value) => `${value}/s`,
  share: (value) => `${Number((value * 100).toPrecision(4))} %`,
  seconds: (value) => (value > 0 && value < 1 ? `${Number((value * 1000).toPrecision(4))} ms` : `${value} s`),
  count: (value) => value.toLocaleString('en'),
};
export const valueText = (value: number, unit: Unit): string => UNIT_TEXT[unit](value);

/** `15:04:05`, UTC. */
export const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);
