import type { Measurement } from '../trio/measure.ts';
import { describeBench, reportOf } from './report.ts';

const run = (cpu: number, held = true): Measurement => ({
  rate: 100,
  accepted: 2000,
  cpuMsPerOrder: cpu,
  cpuMsPerOrderOf: { gateway: cpu / 2, orders: cpu / 4, inventory: cpu / 4 },
  residentMb: 300,
  acceptP50Ms: 5,
  acceptP95Ms: 10,
  acceptP99Ms: 20,
  settleP99Ms: 60,
  isComplete: held,
  held,
});
const plan = { rate: 100, pairs: 2, durationSeconds: 20 };

describe('the report of a bench', () => {
  it('divides pair by pair: bare over lab for CPU, lab over bare for the ceiling', () => {
    const runs = { bare: [run(4), run(8)], lab: [run(5), run(16)] };
    const report = reportOf(plan, runs, { bare: [500, 400], lab: [250, 300] });
    expect(report.efficiency).toEqual({ median: 0.65, min: 0.5, max: 0.8 });
    expect(report.throughput).toEqual({ median: 0.625, min: 0.5, max: 0.75 });
    expect(report.held).toBe(true);
    expect(describeBench(report).map((line) => line.replaceAll(/ {2,}/g, '  ').trim())).toEqual([
      '2 pairs of 20 s at 100 orders/s, median (min–max)',
      'bare  lab  ratio',
      'Node CPU, ms per order  6.00 (4.00–8.00)  10.50 (5.00–16.00)  0.65 (0.50–0.80)',
      'gateway  3.00 (2.00–4.00)  5.25 (2.50–8.00)',
      'orders  1.50 (1.00–2.00)  2.63 (1.25–4.00)',
      'inventory  1.50 (1.00–2.00)  2.63 (1.25–4.00)',
      'accept p99, ms  20 (20–20)  20 (20–20)',
      'settle p99, ms  60 (60–60)  60 (60–60)',
      'highest rate that held  450 (400–500)  275 (250–300)  0.63 (0.50–0.75)',
    ]);
  });

  it('says when a run at the compared rate did not hold', () => {
    const report = reportOf(plan, { bare: [run(4), run(4)], lab: [run(5), run(5, false)] }, undefined);
    expect(report.held).toBe(false);
    expect(describeBench(report).at(-1)).toContain('✗');
  });
});
