import type { AuditOutcome } from '../../audit/outcome.ts';
import type { CapacityReport } from '../../capacity/capacity-report.ts';
import { step } from '../../capacity/testing/steps.ts';
import { capacityLines } from './report.ts';

const estimate = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });
const audit = {
  held: true,
  accepted: 12,
  confirmed: 10,
  rejected: 2,
  cancelled: 0,
  inFlight: 0,
} as AuditOutcome;

const report = (changes: Partial<CapacityReport> = {}): CapacityReport => ({
  startedAt: '2026-11-28T12:00:00.000Z',
  finishedAt: '2026-11-28T12:03:00.000Z',
  engine: 'native',
  seed: 1,
  machine: { cores: 2, loadBefore: 0.4, loadAfter: 2.1 },
  verdict: 'held',
  held: true,
  ordersPerSecond: 312.4,
  objectiveBreaksAt: 300,
  peak: { clients: estimate(20), throughput: estimate(310) },
  whyNoPeak: null,
  law: { rate: estimate(150), contention: estimate(0.3), coherency: estimate(0.0004), scatter: 0.03 },
  refused: null,
  limit: { clients: 16, by: 'contention', contention: 0.8, coherency: 0.05 },
  objective: {
    held: { clients: 12, ordersPerSecond: 312.4 },
    broke: { clients: 16, ordersPerSecond: 300, why: 'latency: 98 % …' },
  },
  gains: [
    { name: 'core', ordersPerSecond: 140, why: 'it was 97 % busy' },
    { name: 'replica of orders', ordersPerSecond: 0, why: 'it was 60 % busy' },
    { name: 'pool slot', ordersPerSecond: null, why: 'it was not measured' },
  ],
  million: { needs: { cpuHours: 5.13, memoryGbHours: 1.6, storageGb: 0.61 }, cost: null },
  prediction: {
    clients: 14,
    predicted: { value: 305, low: 290, high: 320 },
    measured: 306.1,
    verdict: 'held',
  },
  steps: [
    { ...step(1, 148.2), byLaw: 150 },
    { ...step(2, 250, { unusable: "Little's law fails: 1.7 orders in work, 2 clients" }), byLaw: 240 },
  ],
  stopped: 'the peak is passed',
  audit,
  ...changes,
});

it('is a line per step, then an answer per question', () => {
  expect(capacityLines(report())).toMatchInlineSnapshot(`
    [
      "CLIENTS  ORDERS/S  BY THE LAW  SETTLED/S  P50    P99    IN WORK  CPU   NOTE",
      "1        148       150         148        10 ms  40 ms  1.0      97 %",
      "2        250       240         250        10 ms  40 ms  2.0      97 %  not used: Little's law fails: 1.7 orders in work, 2 clients",
      "",
      "ramp ended   the peak is passed",
      "carries      312 orders/s, measured",
      "law          150 (135 to 165) orders/s with one client, contention 0.30 (0.27 to 0.33), coherency 0.00040 (0.00036 to 0.00044); steps scatter 3 %",
      "limit        contention: orders queue for something that works on one of them at a time (with 16 clients, contention takes 80 % of an order's time, coherency 5 %)",
      "peak         310 (279 to 341) orders/s with 20 (18 to 22) clients",
      "objective    holds at 312 orders/s (12 clients), breaks at 300 orders/s (16 clients): latency: 98 % …",
      "one more     core: at most 140 orders/s: it was 97 % busy",
      "one more     replica of orders: nothing: it was 60 % busy",
      "one more     pool slot: not known: it was not measured",
      "a million    orders take 5.1 CPU-hours, 1.6 GB-hours of memory, 0.61 GB in Postgres; --prices FILE shows what they cost",
      "prediction   14 clients: 290 to 320 orders/s predicted, 306 measured: held",
      "machine      2 cores, load average 0.4 before, 2.1 after",
      "audit        held: 12 orders = 10 confirmed + 2 rejected + 0 cancelled + 0 in flight",
      "✓ held",
    ]
  `);
});

it.each([
  [
    'no peak',
    { peak: null, whyNoPeak: 'the peak lies beyond 64 clients' },
    /^peak +not known: the peak lies beyond 64/m,
  ],
  ['no law', { law: null, limit: null, refused: 'only 5 steps can be used' }, /^law +none: only 5 steps/m],
  ['no prediction', { prediction: null, verdict: 'not judged' as const }, /^prediction +none/m],
  ['no usable step', { ordersPerSecond: null, million: null, gains: [] }, /^carries +not known/m],
  [
    'an objective that held',
    { objective: { held: { clients: 16, ordersPerSecond: 300 } } },
    /^objective +holds at 300 orders\/s \(16 clients\), the last step$/m,
  ],
  [
    'an objective that never held',
    { objective: { broke: { clients: 1, ordersPerSecond: 9, why: 'latency: …' } } },
    /breaks at 9\.0 orders\/s \(1 clients\): latency: …; no step held/,
  ],
  [
    'prices',
    {
      million: {
        needs: { cpuHours: 5, memoryGbHours: 2, storageGb: 0.5 },
        cost: { currency: 'EUR', cpu: 0.2, memory: 0.01, storage: 0.05, total: 0.26 },
      },
    },
    /^cost +0\.26 EUR: 0\.20 EUR CPU, 0\.01 EUR memory, 0\.05 EUR storage for a month$/m,
  ],
] as const)('says it where there is %s', (_, changes, line) => {
  expect(capacityLines(report(changes as Partial<CapacityReport>)).join('\n')).toMatch(line);
});
