import type { Estimate, Gain } from '@lab/analysis/capacity';
import { describeAudit } from '../../audit/outcome.ts';
import type { CapacityReport, Prediction } from '../../capacity/capacity-report.ts';
import { alignColumns } from '../../report/columns.ts';

const HEADER = ['CLIENTS', 'ORDERS/S', 'BY THE LAW', 'SETTLED/S', 'P50', 'P99', 'IN WORK', 'CPU', 'NOTE'];

/** Three digits say all that a few seconds can measure. */
const rate = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const ms = (value: number | null): string =>
  value === null ? '-' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const whole = (value: number): string => value.toFixed(0);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const small = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));
const between = ({ value, low, high }: Estimate, show: (value: number) => string): string =>
  `${show(value)} (${show(low)} to ${show(high)})`;

const rowOf = (step: CapacityReport['steps'][number]): string[] => [
  String(step.clients),
  rate(step.ordersPerSecond),
  step.byLaw === null ? '-' : rate(step.byLaw),
  rate(step.settledPerSecond),
  ms(step.p50Ms),
  ms(step.p99Ms),
  step.inSystem.toFixed(1),
  percent(step.usage.machineBusy),
  step.unusable === undefined ? '' : `not used: ${step.unusable}`,
];

const LIMITS = {
  contention: 'contention: orders queue for something that works on one of them at a time',
  coherency: 'coherency: orders cost each other work, so more clients end up with less throughput',
  none: 'neither term yet: more clients still bring more throughput',
} as const;

const carries = ({ ordersPerSecond, limit, law, refused }: CapacityReport): string[] => [
  ordersPerSecond === null
    ? 'carries      not known: no step can be used'
    : `carries      ${rate(ordersPerSecond)} orders/s, measured`,
  ...(law
    ? [
        `law          ${between(law.rate, rate)} orders/s with one client, contention ${between(law.contention, small)}, coherency ${between(law.coherency, small)}; steps scatter ${percent(law.scatter)}`,
      ]
    : [`law          none: ${refused ?? 'no step can be used'}`]),
  ...(limit
    ? [
        `limit        ${LIMITS[limit.by]} (with ${limit.clients} clients, contention takes ${percent(limit.contention)} of an order's time, coherency ${percent(limit.coherency)})`,
      ]
    : []),
];

const peaks = ({ peak, whyNoPeak }: CapacityReport): string =>
  peak
    ? `peak         ${between(peak.throughput, rate)} orders/s with ${between(peak.clients, whole)} clients`
    : `peak         not known: ${whyNoPeak ?? ''}`;

const breaks = ({ objective: { held, broke } }: CapacityReport): string => {
  const before = held
    ? `holds at ${rate(held.ordersPerSecond)} orders/s (${held.clients} clients)`
    : undefined;
  if (!broke)
    return `objective    ${before ? `${before}, the last step` : 'not known: no step can be judged'}`;
  const at = `breaks at ${rate(broke.ordersPerSecond)} orders/s (${broke.clients} clients): ${broke.why}`;
  return `objective    ${before ? `${before}, ${at}` : `${at}; no step held`}`;
};

const gainLine = ({ name, ordersPerSecond, why }: Gain): string => {
  const label = `one more     ${name}:`;
  if (ordersPerSecond === null) return `${label} not known: ${why}`;
  return ordersPerSecond === 0
    ? `${label} nothing: ${why}`
    : `${label} at most ${rate(ordersPerSecond)} orders/s: ${why}`;
};

const costs = ({ million }: CapacityReport): string[] => {
  if (!million) return ['a million    not known: no step can be used'];
  const { cpuHours, memoryGbHours, storageGb } = million.needs;
  const disk = storageGb === null ? 'disk not known' : `${storageGb.toFixed(2)} GB in Postgres`;
  const needs = `a million    orders take ${cpuHours.toFixed(1)} CPU-hours, ${memoryGbHours.toFixed(1)} GB-hours of memory, ${disk}`;
  if (!million.cost) return [`${needs}; --prices FILE shows what they cost`];
  const { currency, cpu, memory, storage, total } = million.cost;
  const money = (value: number): string => `${value.toFixed(2)} ${currency}`;
  const stored = storage === null ? 'storage not known' : `${money(storage)} storage for a month`;
  return [needs, `cost         ${money(total)}: ${money(cpu)} CPU, ${money(memory)} memory, ${stored}`];
};

const predicts = (prediction: Prediction | null): string => {
  if (!prediction) return 'prediction   none: there is no law to predict with';
  const { clients, predicted, measured, verdict, why } = prediction;
  const found = measured === null ? `not judged: ${why ?? ''}` : `${rate(measured)} measured: ${verdict}`;
  return `prediction   ${clients} clients: ${rate(predicted.low)} to ${rate(predicted.high)} orders/s predicted, ${found}`;
};

const LAST_LINES = { held: '✓ held', refuted: '✗ refuted', 'not judged': '? not judged' } as const;

/** A line per step, then an answer per question. */
export const capacityLines = (report: CapacityReport): string[] => [
  ...alignColumns([HEADER, ...report.steps.map(rowOf)]),
  '',
  `ramp ended   ${report.stopped}`,
  ...carries(report),
  peaks(report),
  breaks(report),
  ...report.gains.map(gainLine),
  ...costs(report),
  predicts(report.prediction),
  `machine      ${report.machine.cores} cores, load average ${report.machine.loadBefore.toFixed(1)} before, ${report.machine.loadAfter.toFixed(1)} after`,
  describeAudit(report.audit).replace('audit    ', 'audit        '),
  LAST_LINES[report.verdict],
];
