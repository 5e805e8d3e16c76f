import { alignColumns } from '../../../report/columns.ts';
import { EnvironmentError } from '../../../errors.ts';
import { describeSpread, ratios, type Spread, spreadOf } from '../statistics.ts';
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
  /** Rounds with failed or unsettled orders: their CPU went into more than orders. */
  readonly leftOut: number;
  readonly seconds: number;
  /** Whether every measurement at the compared rate was within the limits. */
  readonly held: boolean;
  readonly arms: readonly ArmReport[];
}

export const reportOf = (
  plan: { rate: number; seconds: number },
  measured: Runs,
  ceilings?: ReadonlyMap<string, readonly number[]>,
): CostReport => {
  const [runs, leftOut] = completeRounds(measured);
  const costOf = (arm: string): number[] => (runs.get(arm) ?? []).map(({ cpuMsPerOrder }) => cpuMsPerOrder);
  const arms = [...runs].map(([arm, own]): ArmReport => {
    const spread = (value: (run: Measurement) => number): Spread => spreadOf(own.map(value));
    const ceiling = ceilings?.get(arm);
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
  const all = [...measured.values()].flat();
  const rounds = runs.get(BASELINE)?.length ?? 0;
  return { ...plan, rounds, leftOut, held: all.every(({ held }) => held), arms };
};

type Runs = ReadonlyMap<string, readonly Measurement[]>;

const completeRounds = (measured: Runs): [runs: Runs, leftOut: number] => {
  const arms = [...measured];
  const rounds = arms[0]?.[1].length ?? 0;
  const complete = Array.from({ length: rounds }, (_, round) =>
    arms.every(([, own]) => own[round]?.isComplete === true),
  );
  const leftOut = complete.filter((isComplete) => !isComplete).length;
  if (leftOut === rounds)
    throw new EnvironmentError('orders failed or did not settle in every round: try a lower --rate');
  return [new Map(arms.map(([arm, own]) => [arm, own.filter((_, round) => complete[round])])), leftOut];
};

/** Medians with their extremes, an arm a line. */
export const describeCost = (report: CostReport): string[] => {
  const { rate, rounds, leftOut, seconds, arms, held } = report;
  const hasCeiling = arms.some(({ ceiling }) => ceiling);
  const head = ['', 'CPU ms per order', `to ${BASELINE}`, ...SERVICES, 'memory, MB', 'p95, ms'];
  const rows = arms.map((arm) => [
    arm.arm,
    describeSpread(arm.cpuMsPerOrder, 2),
    describeSpread(arm.ratio, 2),
    ...SERVICES.map((service) => arm.cpuMsPerOrderOf[service].median.toFixed(2)),
    arm.residentMb.median.toFixed(0),
    describeSpread(arm.acceptP95Ms, 0),
    ...(arm.ceiling ? [describeSpread(arm.ceiling, 0)] : []),
  ]);
  const table = [hasCeiling ? [...head, 'highest rate'] : head, ...rows];
  return [
    `${rounds} rounds of ${seconds} s at ${rate} orders/s, median (min–max)` +
      (leftOut > 0 ? `; ${leftOut} more omitted because requests failed` : ''),
    ...alignColumns(table).map((line) => `  ${line}`),
    ...(held ? [] : ['✗ a run at this rate had failed requests, was too slow, or did not settle']),
  ];
};
