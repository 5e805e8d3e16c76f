import { type Fit, fitLaw, type Law, peakOf, type Point, throughputAt } from './law.ts';
import { seeded } from './random.ts';
import { type Interval, intervalOf, type Resample, resample } from './resample.ts';

export interface Estimate extends Interval {
  readonly value: number;
}

/** Where throughput is highest. */
export interface Peak {
  readonly clients: Estimate;
  readonly throughput: Estimate;
}

/** What a ramp says about the system that it loaded. */
export interface CapacityModel {
  readonly law: Law;
  readonly rate: Estimate;
  readonly contention: Estimate;
  readonly coherency: Estimate;
  /** How far a step is from the law, typically; relative. */
  readonly scatter: number;
  /** Null unless the ramp passed it. */
  readonly peak: Peak | null;
  /** Why no peak is named. */
  readonly whyNoPeak?: string;
  /** The throughput that one more step with so many clients would measure. */
  predict(clients: number): Estimate;
}

/** No law, and why. */
export interface Refusal {
  readonly refused: string;
}

export const LEAST_STEPS = 8;
const RESAMPLES = 1000;
/** A coefficient this many standard errors below zero is no accident. */
const CLEARLY_NEGATIVE = 3;
/** With more scatter the intervals are so wide that any prediction would hold. */
const MOST_SCATTER = 0.2;

/** Fits the law to a ramp; refuses where the steps do not support one. The same seed gives the same intervals. */
export function modelOf(points: readonly Point[], seed: number): CapacityModel | Refusal {
  if (points.length < LEAST_STEPS)
    return { refused: `only ${points.length} steps can be used, and the law needs at least ${LEAST_STEPS}` };
  const fit = fitLaw(points);
  if (fit === undefined)
    return { refused: 'the steps do not determine a law: throughput did not depend on the clients' };
  const refused = refusalOf(fit);
  if (refused !== undefined) return { refused };
  return describe(points, fit, resample(points, fit, { random: seeded(seed), count: RESAMPLES }));
}

export const isModel = (result: CapacityModel | Refusal): result is CapacityModel => !('refused' in result);

function refusalOf({ law, free }: Fit): string | undefined {
  const [rate, contention, coherency] = free.coefficients.map(
    (value, term) => value < -CLEARLY_NEGATIVE * (free.errors[term] ?? 0),
  );
  if (rate === true || !Number.isFinite(law.rate))
    return 'the law gives a single client no positive throughput: the first steps were too slow, so warm up for longer';
  if (contention === true)
    return 'contention comes out negative: more clients made each order cheaper. The first steps were too slow, so warm up for longer';
  if (coherency === true)
    return 'coherency comes out negative: the last steps carried more than the first ones allow. Other work disturbed the ramp, so run it again';
  if (law.contention >= 1)
    return `contention comes out as ${law.contention.toFixed(2)}, and above 1 a second client would lower the throughput. Other work disturbed the ramp, so run it again`;
  if (free.spread > MOST_SCATTER)
    return `the steps scatter ${Math.round(free.spread * 100)} % around the law, more than ${MOST_SCATTER * 100} %. Other work disturbed the ramp: run it on an idle machine, or measure longer steps`;
  return undefined;
}

function describe(
  points: readonly Point[],
  { law, free }: Fit,
  resamples: readonly Resample[],
): CapacityModel {
  const over = (value: (law: Law) => number): Estimate => ({
    value: value(law),
    ...intervalOf(resamples.map((each) => value(each.law))),
  });
  const clients = over(peakOf);
  const last = Math.max(...points.map((point) => point.clients));
  const isPassed = clients.high <= last;
  return {
    law,
    rate: over(({ rate }) => rate),
    contention: over(({ contention }) => contention),
    coherency: over(({ coherency }) => coherency),
    scatter: free.spread,
    peak: isPassed ? { clients, throughput: over((each) => throughputAt(each, peakOf(each))) } : null,
    ...(isPassed ? {} : { whyNoPeak: whyNoPeak(clients, last) }),
    predict: (count) => ({
      value: throughputAt(law, count),
      ...intervalOf(resamples.map((each) => throughputAt(each.law, count) * (1 + each.noise))),
    }),
  };
}

const whyNoPeak = ({ value, low }: Estimate, last: number): string => {
  if (low > last) return `the peak lies beyond ${last} clients, where the ramp ended`;
  if (!Number.isFinite(value)) return `throughput levels off and did not fall up to ${last} clients`;
  return `the peak may lie beyond ${last} clients, where the ramp ended: throughput is too flat to tell`;
};
