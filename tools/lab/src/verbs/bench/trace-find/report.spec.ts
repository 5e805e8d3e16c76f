import { describeReport, reportOf } from './report.ts';

const measured = (...cpuMs: number[]) => ({
  traces: 10_000,
  spans: 150_000,
  rows: cpuMs.map((each) => ({ readMs: 200, findMs: 900, cpuMs: each })),
});

describe('the report of lab bench trace-find', () => {
  it('judges the median of the processor time', () => {
    expect(reportOf(measured(1900, 2600, 1800)).held).toBe(true);
    expect(reportOf(measured(2100, 2600, 1800)).held).toBe(false);
  });

  it('says what was measured', () => {
    expect(describeReport(reportOf(measured(1900)))).toEqual([
      '10000 traces, 150000 spans; seconds, median (least–greatest)',
      'read       0.20 (0.20–0.20)',
      'compare    0.90 (0.90–0.90)',
      'processor  1.90 (1.90–1.90): within the limit of 2 s',
    ]);
  });
});
