import type { Measurement } from '../trio/measure.ts';
import { SERVICES, type ServiceName } from '../trio/trio.ts';
import type { SideName } from './sides.ts';
import { describeSpread, ratios, type Spread, spreadOf } from '../statistics.ts';

interface BenchReport {
  readonly rate: number;
  readonly pairs: number;
  readonly durationSeconds: number;
  readonly held: boolean;
  readonly cpuMsPerOrder: Readonly<Record<SideName, Spread>>;
  readonly cpuMsPerOrderOf: Readonly<Record<ServiceName, Readonly<Record<SideName, Spread>>>>;
  readonly acceptP99Ms: Readonly<Record<SideName, Spread>>;
  readonly settleP99Ms: Readonly<Record<SideName, Spread>>;
  /** Bare over lab, pair by pair: 1 would mean that framework and telemetry cost nothing. */
  readonly efficiency: Spread;
  readonly ceiling?: Readonly<Record<SideName, Spread>>;
  /** Lab over bare, pair by pair. */
  readonly throughput?: Spread;
}

type BySide<T> = Readonly<Record<SideName, T>>;

export const reportOf = (
  plan: { rate: number; pairs: number; durationSeconds: number },
  runs: BySide<readonly Measurement[]>,
  ceilings: BySide<readonly number[]> | undefined,
): BenchReport => {
  const bySide = (value: (run: Measurement) => number): Record<SideName, Spread> => ({
    bare: spreadOf(runs.bare.map(value)),
    lab: spreadOf(runs.lab.map(value)),
  });
  const cpu = (side: SideName): number[] => runs[side].map(({ cpuMsPerOrder }) => cpuMsPerOrder);
  return {
    ...plan,
    held: [...runs.bare, ...runs.lab].every(({ held }) => held),
    cpuMsPerOrder: bySide(({ cpuMsPerOrder }) => cpuMsPerOrder),
    cpuMsPerOrderOf: {
      gateway: bySide((run) => run.cpuMsPerOrderOf.gateway),
      orders: bySide((run) => run.cpuMsPerOrderOf.orders),
      inventory: bySide((run) => run.cpuMsPerOrderOf.inventory),
    },
    acceptP99Ms: bySide(({ acceptP99Ms }) => acceptP99Ms),
    settleP99Ms: bySide(({ settleP99Ms }) => settleP99Ms),
    efficiency: spreadOf(ratios(cpu('bare'), cpu('lab'))),
    ...(ceilings
      ? {
          ceiling: { bare: spreadOf(ceilings.bare), lab: spreadOf(ceilings.lab) },
          throughput: spreadOf(ratios(ceilings.lab, ceilings.bare)),
        }
      : {}),
  };
};

const row = (
  label: string,
  values: BySide<Spread>,
  [ratio, digits]: readonly [Spread | undefined, number],
): string =>
  `  ${label.padEnd(24)}${describeSpread(values.bare, digits).padEnd(24)}${describeSpread(values.lab, digits).padEnd(24)}${ratio ? describeSpread(ratio, 2) : ''}`.trimEnd();

/** Medians with their extremes, bare and lab side by side. */
export const describeBench = (report: BenchReport): string[] => [
  `${report.pairs} pairs of ${report.durationSeconds} s at ${report.rate} orders/s, median (min–max)`,
  `  ${''.padEnd(24)}${'bare'.padEnd(24)}${'lab'.padEnd(24)}ratio`,
  row('Node CPU, ms per order', report.cpuMsPerOrder, [report.efficiency, 2]),
  ...SERVICES.map((service) => row(`  ${service}`, report.cpuMsPerOrderOf[service], [undefined, 2])),
  row('accept p99, ms', report.acceptP99Ms, [undefined, 0]),
  row('settle p99, ms', report.settleP99Ms, [undefined, 0]),
  ...(report.ceiling ? [row('highest rate that held', report.ceiling, [report.throughput, 0])] : []),
  ...(report.held ? [] : ['✗ a run at this rate had failed requests, was too slow, or did not settle']),
];
