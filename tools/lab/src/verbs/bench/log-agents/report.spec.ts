import { type AgentMeasurement, describeAgents, reportOf } from './report.ts';

const measured = (overrides: Partial<AgentMeasurement> = {}): AgentMeasurement => ({
  agent: 'fluent-bit',
  written: 150_000,
  counted: 150_000,
  delivered: 150_000,
  drainMs: 900,
  cpuSeconds: 7.5,
  seconds: 15,
  peakRssBytes: 31 * 1024 ** 2,
  delaysMs: [800, 900, 1700],
  ...overrides,
});

describe('the report of the log agents', () => {
  it('says what keeping up costs, for each 1,000 lines a second', () => {
    const report = reportOf(10_000, [measured()], []);
    expect(report).toMatchObject({
      held: true,
      agents: [{ lost: 0, cpuPercentPer1000: 5, delayMs: { median: 900 } }],
    });
    expect(describeAgents(report)).toEqual([
      '10,000 lines a second, a third in each format',
      '✓ fluent-bit',
      '    lines    150,000 written, 150,000 counted, 150,000 delivered, 0 lost; complete 0.9 s after the last line',
      '    delay    until a line is counted: median 0.9 s, p95 1.7 s, at most 1.7 s',
      '    cost     5.00 % of a core per 1,000 lines a second; at most 31 MiB of memory',
    ]);
  });

  it.each([
    ['loses a line on its way', { delivered: 149_999 }],
    ['leaves a line uncounted', { counted: 149_999 }],
    ['falls behind', { drainMs: 5001 }],
  ])('is refuted by an agent that %s', (_, overrides) => {
    expect(reportOf(10_000, [measured(), measured(overrides)], []).held).toBe(false);
  });

  it('names what was not measured, and holds for nothing where nothing was', () => {
    const report = reportOf(10_000, [], [{ agent: 'fluent-bit', reason: 'no package registry has it' }]);
    expect(report.held).toBe(false);
    expect(describeAgents(report)).toContain('? fluent-bit was not measured: no package registry has it');
  });
});
