import type { Incident } from '@lab/contracts';
import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { type Durations, durationsOf } from '../../postmortem/durations.ts';
import { durationInWords } from '../../report/duration.ts';
import { table } from '../../report/table.ts';
import type { Oncall } from '../../signals/oncall.ts';

/** Of one time over all incidents in which it is known, in seconds; null where it is known in none. */
export interface Statistic {
  readonly incidents: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly longest: number | null;
}

export interface Stats extends Readonly<Record<keyof Durations, Statistic>> {
  readonly incidents: number;
}

const NAMES = {
  detect: 'to detect (MTTD)',
  acknowledge: 'to acknowledge (MTTA)',
  mitigate: 'to mitigate',
  quiet: 'until no alert fired',
  resolve: 'to resolve (MTTR)',
} as const satisfies Record<keyof Durations, string>;
const MEASURES = Object.keys(NAMES) as (keyof Durations)[];

/** Asked for at the same time: oncall takes 16 requests. */
const AT_ONCE = 8;
const PER_PAGE = 100;

export async function runStats(
  context: Pick<LabContext, 'json' | 'stdout'>,
  oncall: Pick<Oncall, 'list' | 'show'>,
): Promise<ExitCode> {
  const stats = statsOf(await allIncidents(oncall));
  if (context.json) printJson(context, stats);
  else for (const line of describeStats(stats)) print(context, line);
  return EXIT.held;
}

/** Lists have no timelines, which say when the fault began. */
async function allIncidents(oncall: Pick<Oncall, 'list' | 'show'>): Promise<Incident[]> {
  const incidents: Incident[] = [];
  let before: number | undefined;
  do {
    const { items, next } = await oncall.list({ limit: PER_PAGE, before });
    for (let first = 0; first < items.length; first += AT_ONCE)
      incidents.push(
        ...(await Promise.all(items.slice(first, first + AT_ONCE).map(({ id }) => oncall.show(id)))),
      );
    before = next;
  } while (before !== undefined);
  return incidents;
}

export const statsOf = (incidents: readonly Incident[]): Stats => {
  const all = incidents.map(durationsOf);
  const statistic = (measure: keyof Durations): Statistic =>
    statisticOf(all.flatMap((durations) => durations[measure] ?? []));
  const { detect, acknowledge, mitigate, quiet, resolve } = Object.fromEntries(
    MEASURES.map((measure) => [measure, statistic(measure)]),
  ) as Record<keyof Durations, Statistic>;
  return { incidents: incidents.length, detect, acknowledge, mitigate, quiet, resolve };
};

const statisticOf = (values: readonly number[]): Statistic => {
  if (values.length === 0) return { incidents: 0, mean: null, median: null, longest: null };
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number): number => sorted[index] ?? 0;
  return {
    incidents: values.length,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    longest: at(sorted.length - 1),
  };
};

const words = (seconds: number | null): string => (seconds === null ? '-' : durationInWords(seconds));

export const describeStats = (stats: Stats): string[] => {
  if (stats.incidents === 0) return ['no incidents'];
  const rows = MEASURES.map((measure) => {
    const { incidents, mean, median, longest } = stats[measure];
    return [NAMES[measure], words(mean), words(median), words(longest), `${incidents} of ${stats.incidents}`];
  });
  return table(['TIME', 'MEAN', 'MEDIAN', 'LONGEST', 'KNOWN OF'], rows);
};
