import { fitLaw, type Law, peakOf, throughputAt } from './law.ts';
import { type CapacityModel, isModel, modelOf } from './model.ts';
import { normal, seeded } from './random.ts';
import { intervalOf, resample } from './resample.ts';
import { BEFORE_THE_PEAK, PAST_THE_PEAK, PEAKED, ramp } from './testing/ramps.ts';

const model = (law: Law, clients: readonly number[], seed = 1): CapacityModel => {
  const result = modelOf(ramp(law, clients, { noise: 0.03, random: seeded(seed) }), 1);
  if (!isModel(result)) throw new Error(result.refused);
  return result;
};
const refusal = (law: Law, clients: readonly number[]): string => {
  const result = modelOf(ramp(law, clients, { noise: 0.01, random: seeded(2) }), 1);
  return isModel(result) ? '' : result.refused;
};

describe('the peak', () => {
  it('is named where the ramp passed it, with an interval around the truth', () => {
    const { peak } = model(PEAKED, PAST_THE_PEAK);
    expect(peak!.clients.low).toBeLessThan(peakOf(PEAKED));
    expect(peak!.clients.high).toBeGreaterThan(peakOf(PEAKED));
    expect(peak!.throughput.value / throughputAt(PEAKED, peakOf(PEAKED))).toBeCloseTo(1, 1);
  });

  it('is never named where the ramp stopped before it', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { peak, whyNoPeak } = model(PEAKED, BEFORE_THE_PEAK, seed);
      expect(peak).toBeNull();
      expect(whyNoPeak).toMatch(/16 clients/);
    }
  });

  it('is not named where throughput levels off without one', () => {
    expect(model({ rate: 100, contention: 0.3, coherency: 0 }, PAST_THE_PEAK).peak).toBeNull();
  });
});

it('gives the same intervals for the same seed, and others for another', () => {
  const points = ramp(PEAKED, PAST_THE_PEAK, { noise: 0.03, random: seeded(1) });
  const [once, again, other] = [1, 1, 2].map((seed) => (modelOf(points, seed) as CapacityModel).predict(20));
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});

// 95 of 100 is what the intervals claim. With 100 ramps, chance alone gives 88 to 99.
it('covers the truth, and one more step, about as often as it says', () => {
  const random = seeded(11);
  const covered = { peak: 0, next: 0 };
  const isIn = (value: number, { low, high }: { low: number; high: number }): number =>
    +(low <= value && value <= high);
  for (let round = 0; round < 100; round += 1) {
    const points = ramp(PEAKED, [1, 2, 4, 8, 12, 16, 24, 32, 48], { noise: 0.03, random });
    const resamples = resample(points, fitLaw(points)!, { random, count: 200 });
    covered.peak += isIn(peakOf(PEAKED), intervalOf(resamples.map(({ law }) => peakOf(law))));
    const measured = throughputAt(PEAKED, 20) * (1 + 0.03 * normal(random));
    covered.next += isIn(
      measured,
      intervalOf(resamples.map(({ law, noise }) => throughputAt(law, 20) * (1 + noise))),
    );
  }
  for (const count of Object.values(covered)) {
    expect(count).toBeGreaterThanOrEqual(88);
    expect(count).toBeLessThanOrEqual(99);
  }
});

describe('a model is refused', () => {
  it.each([
    ['too few steps', PEAKED, [1, 2, 4, 8, 16, 24, 32], /only 7 steps can be used/],
    [
      'negative contention',
      { rate: 100, contention: -0.03, coherency: 0.002 },
      PAST_THE_PEAK,
      /contention comes out negative/,
    ],
    [
      'negative coherency',
      { rate: 100, contention: 0.2, coherency: -0.001 },
      PAST_THE_PEAK,
      /coherency comes out negative/,
    ],
    [
      'contention above 1',
      { rate: 100, contention: 1.2, coherency: 0.001 },
      PAST_THE_PEAK,
      /contention comes out as 1\.\d\d/,
    ],
  ])('for %s', (_, law, clients, why) => {
    expect(refusal(law, clients)).toMatch(why);
  });

  it('for steps that scatter too much', () => {
    const points = ramp(PEAKED, PAST_THE_PEAK).map((point, i) => ({
      ...point,
      throughput: point.throughput * (i % 2 === 0 ? 1.5 : 0.7),
    }));
    expect(modelOf(points, 1)).toEqual({ refused: expect.stringMatching(/scatter \d+ %/) });
  });

  it('not for a coefficient that is below zero by chance: it counts as zero', () => {
    const flat = { rate: 100, contention: 0.3, coherency: 0 };
    const points = ramp(flat, PAST_THE_PEAK, { noise: 0.03, random: seeded(1) });
    expect(fitLaw(points)!.free.coefficients[2]).toBeLessThan(0);
    expect(modelOf(points, 1)).toMatchObject({ law: { coherency: 0 }, peak: null });
  });
});
