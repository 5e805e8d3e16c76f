import { type Fit, fitLaw, type Law, type Point, throughputAt } from './law.ts';
import { normal, type Random } from './random.ts';

/** A law that the same lab could have shown as well, and by how much one more step would have missed it (relative). */
export interface Resample {
  readonly law: Law;
  readonly noise: number;
}

/** The truth lies inside in 95 of 100 ramps. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const OUTSIDE_EACH_SIDE = 0.025;
const TERMS = 3;
/** A throughput stays positive, however large the noise. */
const LEAST = 0.05;

/**
 * Bootstraps the residuals: each resample is the fitted law, disturbed by what the real steps missed it by. Three corrections
 * make the intervals as wide as they claim with few steps. Leverage: a fit passes closer to its points than the truth does. Mean:
 * residuals must not shift the law. Student: the residuals themselves are a small sample, so their spread is uncertain.
 */
export function resample(
  points: readonly Point[],
  fit: Fit,
  { random, count }: { random: Random; count: number },
): Resample[] {
  const residuals = residualsOf(points, fit);
  const freedom = points.length - TERMS;
  const resamples: Resample[] = [];
  for (let round = 0; round < count; round += 1) {
    const scale = studentScale(freedom, random);
    const draw = (): number => (residuals[Math.floor(random() * residuals.length)] ?? 0) * scale;
    const disturbed = points.map(({ clients }) => ({
      clients,
      throughput: throughputAt(fit.law, clients) * Math.max(LEAST, 1 + draw()),
    }));
    const again = fitLaw(disturbed);
    if (again !== undefined) resamples.push({ law: again.law, noise: Math.max(LEAST - 1, draw()) });
  }
  return resamples;
}

export function intervalOf(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : 1)); // a difference of two infinities is no number
  const last = sorted.length - 1;
  const at = (index: number): number => sorted[Math.min(last, Math.max(0, index))] ?? Number.NaN;
  return {
    low: at(Math.floor(sorted.length * OUTSIDE_EACH_SIDE)),
    high: at(Math.ceil(sorted.length * (1 - OUTSIDE_EACH_SIDE)) - 1),
  };
}

function residualsOf(points: readonly Point[], { law, leverages }: Fit): number[] {
  const raw = points.map(
    ({ clients, throughput }, i) =>
      (throughput / throughputAt(law, clients) - 1) / Math.sqrt(Math.max(LEAST, 1 - (leverages[i] ?? 0))),
  );
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  return raw.map((value) => value - mean);
}

/** The square root of freedom ÷ χ²: turns normal draws into Student's. */
function studentScale(freedom: number, random: Random): number {
  let squares = 0;
  for (let i = 0; i < freedom; i += 1) squares += normal(random) ** 2;
  return Math.sqrt(freedom / Math.max(squares, Number.EPSILON));
}
