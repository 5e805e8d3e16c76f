/** Median and extremes of repeated measurements. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error('nothing was measured');
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? min;
  const high = sorted[Math.floor(middle)] ?? max;
  return { median: (low + high) / 2, min, max };
};

/** Pair by pair, so that what disturbs the machine for a while disturbs both sides of a ratio. */
export const ratios = (numerators: readonly number[], denominators: readonly number[]): number[] =>
  numerators.map((value, index) => value / (denominators[index] ?? Number.NaN));

/** As text, with so many digits behind the point. */
export const describeSpread = ({ median, min, max }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;

/** Each round begins with another one, so that none always comes after the same. */
export const turns = <T>(all: readonly T[], round: number): T[] => {
  const first = round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
};

const STEP = 1.25;

/** Rates to try, each a quarter above the last, rounded to 5. */
export const ladder = (from: number, to: number): number[] => {
  const rates: number[] = [];
  for (let rate = from; rate <= to; rate *= STEP) rates.push(Math.round(rate / 5) * 5 || 1);
  return [...new Set(rates)];
};

/** Climbs until a rate fails twice; the highest that held, 0 if none did. One failure alone may be the machine's. */
export const highestHolding = async (
  rates: readonly number[],
  holds: (rate: number) => Promise<boolean>,
): Promise<number> => {
  let highest = 0;
  for (const rate of rates) {
    if (!(await holds(rate)) && !(await holds(rate))) break;
    highest = rate;
  }
  return highest;
};
