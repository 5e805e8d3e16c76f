import { fitLaw, peakOf, throughputAt } from './law.ts';
import { seeded } from './random.ts';
import { PAST_THE_PEAK, PEAKED, ramp } from './testing/ramps.ts';

describe('the law', () => {
  it('is found exactly where nothing disturbs the ramp', () => {
    const { law } = fitLaw(ramp(PEAKED, PAST_THE_PEAK))!;
    expect(law.rate).toBeCloseTo(100, 6);
    expect(law.contention).toBeCloseTo(0.05, 9);
    expect(law.coherency).toBeCloseTo(0.002, 9);
  });

  it('is found within a few percent where each step is off by 3 %', () => {
    const random = seeded(5);
    for (let round = 0; round < 50; round += 1) {
      const { law } = fitLaw(ramp(PEAKED, PAST_THE_PEAK, { noise: 0.03, random }))!;
      expect(Math.abs(peakOf(law) / peakOf(PEAKED) - 1)).toBeLessThan(0.15);
    }
  });

  it('counts the steps by their relative error: one off by 10 % moves it as much at the top as at the bottom', () => {
    const off = (clients: number): number => {
      const points = ramp(PEAKED, PAST_THE_PEAK).map((point) =>
        point.clients === clients ? { ...point, throughput: point.throughput * 1.1 } : point,
      );
      const { law } = fitLaw(points)!;
      return Math.abs(throughputAt(law, 12) / throughputAt(PEAKED, 12) - 1);
    };
    expect(off(48)).toBeLessThan(0.04);
    expect(off(1)).toBeLessThan(0.04);
  });

  it('has its peak where throughput is highest', () => {
    expect(peakOf(PEAKED)).toBeCloseTo(21.8, 1);
    for (const clients of [20, 24])
      expect(throughputAt(PEAKED, clients)).toBeLessThan(throughputAt(PEAKED, 21.8));
  });

  it('has no peak without coherency', () => {
    expect(peakOf({ ...PEAKED, coherency: 0 })).toBe(Infinity);
  });

  it.each([
    ['coherency', { rate: 100, contention: 0.2, coherency: -1e-4 }],
    ['contention', { rate: 100, contention: -0.005, coherency: 0.001 }],
  ] as const)('leaves %s out where it comes out negative', (term, truth) => {
    const { law } = fitLaw(ramp(truth, PAST_THE_PEAK))!;
    expect(law[term]).toBe(0);
    expect(law.rate).toBeGreaterThan(0);
  });

  it('is not there for points that do not determine it', () => {
    expect(fitLaw(ramp(PEAKED, [1, 2, 4]))).toBeUndefined();
    expect(fitLaw(ramp(PEAKED, [4, 4, 4, 4, 4]))).toBeUndefined();
  });
});
