import type { LogFormat } from '@lab/contracts';
import { z } from 'zod';
import { ratios, type Spread, spreadOf } from '../statistics.ts';

/** What bench/log-encoders prints about one format: CPU time per line, round by round. */
export const Measurements = z.array(
  z.object({
    line: z.string(),
    destination: z.string(),
    nanos: z.object({ pino: z.array(z.number()), lab: z.array(z.number()) }),
  }),
);
export type Measurements = z.infer<typeof Measurements>;

interface Cost {
  readonly format: LogFormat;
  readonly line: string;
  readonly destination: string;
  readonly pinoMicros: Spread;
  readonly labMicros: Spread;
  /** The lab's over pino's, round by round. */
  readonly ratio: Spread;
}

export interface CostReport {
  readonly rounds: number;
  /** How much more than pino's an access line may cost. */
  readonly limit: number;
  readonly held: boolean;
  readonly costs: readonly Cost[];
}

const LIMIT = 1.2;
const NANOS_PER_MICRO = 1000;

export const reportOf = (
  rounds: number,
  measured: readonly (readonly [LogFormat, Measurements])[],
): CostReport => {
  const micros = (nanos: readonly number[]): Spread =>
    spreadOf(nanos.map((value) => value / NANOS_PER_MICRO));
  const costs = measured.flatMap(([format, measurements]) =>
    measurements.map(({ line, destination, nanos: { pino, lab } }): Cost => ({
      ...{ format, line, destination, pinoMicros: micros(pino), labMicros: micros(lab) },
      ratio: spreadOf(ratios(lab, pino)),
    })),
  );
  const access = costs.filter(({ line }) => line === 'access');
  const held = access.length > 0 && access.every(({ ratio }) => ratio.median <= LIMIT);
  return { rounds, limit: LIMIT, held, costs };
};

const WIDTH = 26;

const show = ({ median, min, max }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;

const row = (label: string, cells: readonly string[]): string =>
  [label, ...cells]
    .map((cell) => cell.padEnd(WIDTH))
    .join('')
    .trimEnd();

/** Medians with their extremes, line by line, the formats below one another. */
export const describeCosts = ({ rounds, limit, held, costs }: CostReport): string[] => {
  const byLine = Map.groupBy(costs, ({ line, destination }) => `${line} line, ${destination}`);
  return [
    `CPU time per line, µs, in ${rounds} rounds: median (min–max)`,
    row('', ["pino's JSON", 'lab', 'ratio']),
    ...[...byLine].flatMap(([line, group]) => [
      line,
      ...group.map(({ format, pinoMicros, labMicros, ratio }) =>
        row(`  ${format}`, [show(pinoMicros, 2), show(labMicros, 2), show(ratio, 2)]),
      ),
    ]),
    ...(held ? [] : [`✗ an access line costs more than ${limit} times pino's`]),
  ];
};
