/** One alert: it fires while both windows burn the budget faster than `factor` times as fast as it may be burnt. */
export interface WindowPair {
  readonly severity: 'page' | 'ticket';
  readonly longSeconds: number;
  readonly shortSeconds: number;
  readonly factor: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The Google SRE workbook's, for 30 days: 2 % of the budget in an hour, 5 % in 6 hours, 10 % in a day, 10 % in 3 days. */
export const STANDARD_PAIRS: readonly WindowPair[] = [
  { severity: 'page', longSeconds: HOUR, shortSeconds: 5 * MINUTE, factor: 14.4 },
  { severity: 'page', longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE, factor: 6 },
  { severity: 'ticket', longSeconds: DAY, shortSeconds: 2 * HOUR, factor: 3 },
  { severity: 'ticket', longSeconds: 3 * DAY, shortSeconds: 6 * HOUR, factor: 1 },
];

/** How time passes for the rules: as it is, or so many times faster, so that windows of hours fit into minutes. */
export interface Pace {
  /** Distinguishes the rules of two paces that are loaded side by side; empty for the real one. */
  readonly name: string;
  readonly divisor: number;
  /** How often the rules are evaluated: what reads days at once need not do so every five seconds. Prometheus' own if absent. */
  readonly interval?: string;
}
export const REAL_TIME: Pace = { name: '', divisor: 1, interval: '30s' };
/** The shortest window is then 20 s, four scrapes: a rate needs that many. */
export const LAB_TIME: Pace = { name: 'lab', divisor: 15 };

/** As prometheus.yml has them; a test compares. */
export const SCRAPE_SECONDS = 5;
const DEFAULT_EVALUATION = '5s';
export const evaluationSecondsAt = ({ interval = DEFAULT_EVALUATION }: Pace): number =>
  Number.parseInt(interval, 10);

export const pairsAt = ({ divisor }: Pace): readonly WindowPair[] =>
  STANDARD_PAIRS.map((pair) => ({
    ...pair,
    longSeconds: pair.longSeconds / divisor,
    shortSeconds: pair.shortSeconds / divisor,
  }));

const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', 1],
] as const;

/** Whole seconds as Prometheus writes them: `5m`, `1h36m`. */
export const durationText = (seconds: number): string => {
  let rest = seconds;
  const units = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return units.join('') || '0s';
};
