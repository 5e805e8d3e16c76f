import { z } from 'zod';
import { describeSpread, type Spread, spreadOf } from '../statistics.ts';

/** What bench/trace-find prints, round by round. */
export const Measurements = z.object({
  traces: z.number(),
  spans: z.number(),
  rows: z.array(z.object({ readMs: z.number(), findMs: z.number(), cpuMs: z.number() })).min(1),
});
export type Measurements = z.infer<typeof Measurements>;

export interface FindReport {
  readonly traces: number;
  readonly spans: number;
  readonly limitSeconds: number;
  readonly held: boolean;
  readonly readSeconds: Spread;
  readonly findSeconds: Spread;
  /** Processor time of both. It is what is judged: a busy machine makes the others longer. */
  readonly cpuSeconds: Spread;
}

const LIMIT_SECONDS = 2;

export const reportOf = ({ traces, spans, rows }: Measurements): FindReport => {
  const seconds = (pick: (row: Measurements['rows'][number]) => number): Spread =>
    spreadOf(rows.map((row) => pick(row) / 1000));
  const cpuSeconds = seconds(({ cpuMs }) => cpuMs);
  return {
    traces,
    spans,
    limitSeconds: LIMIT_SECONDS,
    held: cpuSeconds.median <= LIMIT_SECONDS,
    readSeconds: seconds(({ readMs }) => readMs),
    findSeconds: seconds(({ findMs }) => findMs),
    cpuSeconds,
  };
};

export const describeReport = (report: FindReport): string[] => [
  `${report.traces} traces, ${report.spans} spans; seconds, median (least–greatest)`,
  `read       ${describeSpread(report.readSeconds, 2)}`,
  `compare    ${describeSpread(report.findSeconds, 2)}`,
  `processor  ${describeSpread(report.cpuSeconds, 2)}: ${report.held ? 'within' : 'above'} the limit of ${report.limitSeconds} s`,
];
