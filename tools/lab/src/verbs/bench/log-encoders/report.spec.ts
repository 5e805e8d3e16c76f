import { describeCosts, type Measurements, reportOf } from './report.ts';

const measured = (pino: number[], lab: number[], line = 'access'): Measurements => [
  { line, destination: 'discarded', nanos: { pino, lab } },
];

describe('the report of the log encoders', () => {
  it('divides round by round, and puts the formats of a line side by side', () => {
    const report = reportOf(2, [
      ['logfmt', measured([4000, 8000], [2000, 8000])],
      ['json', measured([4000, 4000], [1000, 1000])],
    ]);
    expect(report).toMatchObject({ rounds: 2, limit: 1.2, held: true });
    expect(report.costs[0]).toMatchObject({
      format: 'logfmt',
      pinoMicros: { median: 6, min: 4, max: 8 },
      ratio: { median: 0.75, min: 0.5, max: 1 },
    });
    expect(describeCosts(report).map((line) => line.replaceAll(/ {2,}/g, '  '))).toEqual([
      'CPU time per line, µs, in 2 rounds: median (min–max)',
      "  pino's JSON  lab  ratio",
      'access line, discarded',
      '  logfmt  6.00 (4.00–8.00)  5.00 (2.00–8.00)  0.75 (0.50–1.00)',
      '  json  4.00 (4.00–4.00)  1.00 (1.00–1.00)  0.25 (0.25–0.25)',
    ]);
  });

  it('is refuted by an access line that costs too much, and by no other line', () => {
    expect(reportOf(1, [['ltsv', measured([10], [20], 'error')]]).held).toBe(false); // nothing was seen of it
    const dear = reportOf(1, [['ltsv', [...measured([10], [13]), ...measured([10], [9], 'error')]]]);
    expect(dear.held).toBe(false);
    expect(describeCosts(dear).at(-1)).toContain('✗');
    const slowErrors = [...measured([10], [12]), ...measured([10], [40], 'error')];
    expect(reportOf(1, [['ltsv', slowErrors]]).held).toBe(true);
  });
});
