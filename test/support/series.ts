import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Labels } from '../../tools/lab/src/signals/prometheus.ts';

/** Series by the job that they count for. */
export type SeriesByJob = ReadonlyMap<string, ReadonlySet<string>>;

/** A series without a job comes from a rule that sums the job away. */
const jobOf = ({ job }: Labels): string => job ?? 'rules';

export const groupByJob = (series: readonly Labels[]): SeriesByJob => {
  const jobs = new Map<string, Set<string>>();
  for (const labels of series) {
    const job = jobOf(labels);
    const sorted = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
    jobs.set(job, (jobs.get(job) ?? new Set()).add(JSON.stringify(Object.fromEntries(sorted))));
  }
  return jobs;
};

/** How many may come by chance, such as a status that no answer had before, or a first collection of garbage. */
const TOLERATED = { share: 0.02, atLeast: 3 };
const OF_ONE_HISTOGRAM = /"__name__":"(\w+?)(?:_bucket|_count|_sum)?"|,?"(?:le|quantile)":"[^"]*"/g;

/** A histogram with these labels is one thing, whatever number of series it is made of. */
const distinct = (series: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...series].map((one) => one.replaceAll(OF_ONE_HISTOGRAM, '$1')));

const without = (series: ReadonlySet<string>, known: ReadonlySet<string>): string[] =>
  [...distinct(series)].filter((one) => !known.has(one));

/** What a job has in one run and had in none before. */
const addedBy = (run: SeriesByJob, before: readonly SeriesByJob[]): SeriesByJob =>
  new Map(
    [...run].map(([job, series]) => {
      const known = new Set(before.flatMap((each) => [...distinct(each.get(job) ?? new Set())]));
      return [job, new Set(without(series, known))];
    }),
  );

const metricOf = (series: string): string => /^\{(\w+)/.exec(series)?.[1] ?? series;

/** Of what one run added, the series whose metric another run added to as well. */
const addedAgain = (added: SeriesByJob, other: SeriesByJob): SeriesByJob =>
  new Map(
    [...added].map(([job, series]) => {
      const metrics = new Set([...(other.get(job) ?? [])].map(metricOf));
      return [job, new Set([...series].filter((one) => metrics.has(metricOf(one))))];
    }),
  );

/** The additions of each job that has more of them than may come by chance. */
const beyondChance = (added: SeriesByJob, first: SeriesByJob): Record<string, readonly string[]> => {
  const many = [...added].filter(([job, { size }]) => {
    const known = distinct(first.get(job) ?? new Set());
    return size > Math.max(TOLERATED.atLeast, known.size * TOLERATED.share);
  });
  return Object.fromEntries(many.map(([job, series]) => [job, [...series].slice(0, 20)]));
};

/** The series that a run adds to the first, for each job with more additions than may come by chance. */
export const grownBeyond = (first: SeriesByJob, second: SeriesByJob): Record<string, readonly string[]> =>
  beyondChance(addedBy(second, [first]), first);

/**
 * The series that leak: those of metrics that grow with every run. A metric that grows once has met something new, such as
 * Loki's first table of the day; a label without bound has new values in each run.
 */
export const leakedIn = (
  first: SeriesByJob,
  second: SeriesByJob,
  third: SeriesByJob,
): Record<string, readonly string[]> => {
  const again = addedAgain(addedBy(third, [first, second]), addedBy(second, [first]));
  return beyondChance(again, first);
};

/** The table of docs/metrics.md: how many series each job may have. */
export const readBudgets = async (root: string): Promise<ReadonlyMap<string, number>> => {
  const [, text = ''] = (await readFile(join(root, 'docs/metrics.md'), 'utf8')).split('\n## Budgets\n');
  const rows = (text.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\|[^|]*\| +(\d+) +\|$/gm);
  return new Map([...rows].map(([, job = '', most]) => [job, Number(most)]));
};
