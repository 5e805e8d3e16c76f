import type { Conservation } from '../conservation.ts';
import type { Evidence } from '../evidence.ts';
import type { Hypothesis } from '../experiment.ts';
import type { ObjectiveSeen } from '../objectives-seen.ts';
import type { RunSummary } from '../run-summary.ts';

export const HYPOTHESIS: Hypothesis = {
  verdict: 'held',
  objectives: {
    'placing-orders-availability': { recoversWithinMs: 20_000 },
    'placing-orders-latency': 'kept',
  },
  alerts: ['ServiceDown', 'ErrorBudgetBurn placing-orders-availability'],
  keepsLogLines: true,
  needs: [],
};

export const conservation = (changes: Partial<Conservation> = {}): Conservation => ({
  ...{ attempted: 800, acknowledged: 800, ok: 800, lost: 0, unexpected: 0, duplicated: 0 },
  ...{ recovered: 0, refused: 0, indeterminate: 0, examples: [] },
  ...changes,
});

export const seen = (changes: Partial<ObjectiveSeen> = {}): ObjectiveSeen => ({
  objective: 'placing-orders-availability',
  ...{ target: 0.999, events: 900, bad: 100, ratio: 8 / 9 },
  missed: { from: 8_000, to: 14_500 },
  recoverSeconds: 6,
  ...changes,
});

export const KEPT = seen({
  objective: 'placing-orders-latency',
  ...{ target: 0.99, events: 800, bad: 0, ratio: 1, missed: null, recoverSeconds: 0 },
});

export const runSummary = (changes: Partial<RunSummary> = {}): RunSummary => ({
  ...{ from: 0, to: 60_000, requests: 900, failed: 100, unsettled: 0 },
  accept: { p50: 6, p95: 12, p99: 40, max: 90 },
  conservation: conservation(),
  objectives: [seen(), KEPT],
  seconds: [
    { at: 0, requests: 20, failed: 0, p50: 5, p99: 20 },
    { at: 9_000, requests: 20, failed: 20, p50: 2, p99: 4 },
  ],
  ...changes,
});

/** After a run in which every claim of HYPOTHESIS is true. */
export const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  run: runSummary(),
  faults: [{ what: 'orders crashed', from: 8_000, to: 8_500 }],
  audit: {
    ...{ held: true, accepted: 800, confirmed: 800, completed: 0, rejected: 0, cancelled: 0, inFlight: 0 },
    ...{ violations: [], violationCounts: {} },
  },
  steadyState: [{ name: 'the audit holds', command: './lab audit', isMet: true, code: 0, output: '' }],
  alerts: {
    value: [
      { alert: 'ServiceDown', objective: undefined, severity: 'page', from: 20_000, to: 40_000 },
      {
        ...{ alert: 'ErrorBudgetBurn', objective: 'placing-orders-availability-lab', severity: 'page' },
        ...{ from: 30_000, to: null },
      },
    ],
  },
  logLinesLost: { value: 0 },
  ...changes,
});
