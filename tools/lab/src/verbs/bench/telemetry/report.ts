import { ratios, type Spread, spreadOf } from '../statistics.ts';
import type { Measurement } from '../trio/measure.ts';
import { SERVICES, type ServiceName } from '../trio/trio.ts';
import { BASELINE } from './arms.ts';

interface ArmReport {
  readonly arm: string;
  readonly cpuMsPerOrder: Spread;
  readonly cpuMsPerOrderOf: Readonly<Record<ServiceName, Spread>>;
  /** Of the CPU per order, to that of the baseline in the same round. */
  readonly ratio: Spread;
  readonly residentMb: Spread;
  readonly acceptP95Ms: Spread;
  readonly settleP99Ms: Spread;
  /** The highest rate that held, where it was looked for. */
  readonly ceiling?: Spread;
}

interface CostReport {
  readonly rate: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Whether every measurement at the compared rate was within the limits. */
  readonly held: boolean;
  readonly arms: readonly ArmReport[];
}

export const reportOf = (
  plan: { rate: number; rounds: number; seconds: number },
  runs: ReadonlyMap<string, readonly Measurement[]>,
  ceilings: ReadonlyMap<string, readonly number[]>,
): CostReport => {
  const costOf = (arm: string): number[] => (runs.get(arm) ?? []).map(({ cpuMsPerOrder }) => cpuMsPerOrder);
  const arms = [...runs].map(([arm, own]): ArmReport => {
    const spread = (value: (run: Measurement) => number): Spread => spreadOf(own.map(value));
    const ceiling = ceilings.get(arm);
    return {
      arm,
      cpuMsPerOrder: spread((run) => run.cpuMsPerOrder),
      cpuMsPerOrderOf: {
        gateway: spread((run) => run.cpuMsPerOrderOf.gateway),
        orders: spread((run) => run.cpuMsPerOrderOf.orders),
        inventory: spread((run) => run.cpuMsPerOrderOf.inventory),
      },
      ratio: spreadOf(ratios(costOf(arm), costOf(BASELINE))),
      residentMb: spread((run) => run.residentMb),
      acceptP95Ms: spread((run) => run.acceptP95Ms),
      settleP99Ms: spread((run) => run.settleP99Ms),
      ...(ceiling && { ceiling: spreadOf(ceiling) }),
    };
  });
  return { ...plan, held: [...runs.values()].flat().every(({ held }) => held), arms };
};

const show = ({ median, min, max }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;

/** Medians with their extremes, an arm a line. */
export const describeCost = (report: CostReport): string[] => {
  const { rate, rounds, seconds, arms, held } = report;
  const hasCeiling = arms.some(({ ceiling }) => ceiling);
  const head = ['', 'CPU ms per order', `to ${BASELINE}`, ...SERVICES, 'memory, MB', 'p95, ms'];
  const rows = arms.map((arm) => [
    arm.arm,
    show(arm.cpuMsPerOrder, 2),
    show(arm.ratio, 2),
    ...SERVICES.map((service) => arm.cpuMsPerOrderOf[service].median.toFixed(2)),
    arm.residentMb.median.toFixed(0),
    show(arm.acceptP95Ms, 0),
    ...(arm.ceiling ? [show(arm.ceiling, 0)] : []),
  ]);
  const table = [hasCeiling ? [...head, 'highest rate'] : head, ...rows];
  return [
    `${rounds} rounds of ${seconds} s at ${rate} orders/s, median (min–max)`,
    ...aligned(table).map((line) => `  ${line}`),
    ...(held ? [] : ['✗ at this rate a run had failed requests, was too slow, or did not settle']),
  ];
};

const aligned = (table: readonly (readonly string[])[]): string[] =>
  table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(Math.max(...table.map((other) => (other[column] ?? '').length))))
      .join('  ')
      .trimEnd(),
  );
