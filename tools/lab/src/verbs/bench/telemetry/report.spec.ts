import type { Measurement } from '../trio/measure.ts';
import { describeCost, reportOf } from './report.ts';

const run = (cpu: number, held = true, isComplete = true): Measurement => ({
  rate: 100,
  accepted: 1000,
  cpuMsPerOrder: cpu,
  cpuMsPerOrderOf: { gateway: cpu / 2, orders: cpu / 4, inventory: cpu / 4 },
  residentMb: 400,
  acceptP50Ms: 5,
  acceptP95Ms: 12,
  acceptP99Ms: 20,
  settleP99Ms: 60,
  isComplete,
  held,
});
const plan = { rate: 100, seconds: 10 };
const squeezed = (lines: string[]): string[] => lines.map((line) => line.replaceAll(/ {2,}/g, '  ').trim());

describe('the report of a telemetry bench', () => {
  it('divides by the baseline of the same round, whatever the rounds have in common', () => {
    // the machine was twice as slow in the second round
    const runs = new Map([
      ['all', [run(5), run(12)]],
      ['none', [run(4), run(8)]],
    ]);
    const report = reportOf(plan, runs, new Map());
    expect(report.arms.map(({ arm, ratio }) => [arm, ratio])).toEqual([
      ['all', { median: 1.375, min: 1.25, max: 1.5 }],
      ['none', { median: 1, min: 1, max: 1 }],
    ]);
    expect(squeezed(describeCost(report))).toEqual([
      '2 rounds of 10 s at 100 orders/s, median (min–max)',
      'CPU ms per order  to none  gateway  orders  inventory  memory, MB  p95, ms',
      'all  8.50 (5.00–12.00)  1.38 (1.25–1.50)  4.25  2.13  2.13  400  12 (12–12)',
      'none  6.00 (4.00–8.00)  1.00 (1.00–1.00)  3.00  1.50  1.50  400  12 (12–12)',
    ]);
  });

  it('shows the highest rate where it was looked for', () => {
    const runs = new Map([['none', [run(4)]]]);
    const lines = describeCost(reportOf(plan, runs, new Map([['none', [200, 300, 250]]])));
    expect(lines[1]?.endsWith('highest rate')).toBe(true);
    expect(lines[2]?.endsWith('250 (200–300)')).toBe(true);
  });

  it('leaves out a round in which the CPU of any arm went into failures too', () => {
    const runs = new Map([
      ['all', [run(5), run(60), run(7)]],
      ['none', [run(4), run(8, false, false), run(4)]],
    ]);
    const report = reportOf(plan, runs, new Map());
    expect(report).toMatchObject({ rounds: 2, leftOut: 1 });
    expect(report.arms[0]?.ratio).toEqual({ median: 1.5, min: 1.25, max: 1.75 });
    expect(describeCost(report)[0]).toBe(
      '2 rounds of 10 s at 100 orders/s, median (min–max); 1 more omitted because requests failed',
    );
  });

  it('does not make figures of nothing', () => {
    const runs = new Map([['none', [run(4, false, false)]]]);
    expect(() => reportOf(plan, runs, new Map())).toThrow('a lower --rate');
  });

  it('says when a run at the compared rate did not hold', () => {
    const report = reportOf(plan, new Map([['none', [run(4), run(4, false)]]]), new Map());
    expect(report.held).toBe(false);
    expect(describeCost(report).at(-1)).toContain('✗');
  });
});
