import type { Finding } from '@lab/analysis';
import { describeFindings } from './report.ts';

const FINDING: Finding = {
  service: 'inventory',
  operation: 'GET /stock',
  cause: 'self-time',
  confidence: 0.987,
  path: [
    { service: 'inventory', operation: 'GET /stock', baselineMs: 2, suspectMs: 42.04 },
    { service: 'gateway', operation: 'POST /orders', baselineMs: 8, suspectMs: 48 },
  ],
  traces: ['a1', 'b2'],
  sentences: ['inventory itself takes 40 ms longer per trace.'],
};

describe('findings for a person', () => {
  it('are a table, then the evidence of each', () => {
    expect(describeFindings([FINDING], { baseline: 300, suspect: 100 })).toEqual([
      'SERVICE    OPERATION   CAUSE      CONFIDENCE',
      'inventory  GET /stock  self-time  0.99',
      '',
      'inventory, self-time:',
      '  inventory itself takes 40 ms longer per trace.',
      '  From cause to symptom: inventory GET /stock (2.0 → 42.0 ms) → gateway POST /orders (8.0 → 48.0 ms)',
      '  Traces that show it: a1, b2',
      '',
      'compared 100 traces with 300 of the baseline',
    ]);
  });

  it('are a sentence where there are none, and carry no control characters of a trace', () => {
    expect(describeFindings([], { baseline: 3, suspect: 1 })[0]).toBe('nothing unusual');
    const lines = describeFindings([{ ...FINDING, service: 'a\u001b[2J' }], { baseline: 3, suspect: 1 });
    expect(lines.join('')).not.toContain('\u001b');
  });
});
