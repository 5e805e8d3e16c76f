import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Labels } from './prometheus.ts';

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

/** The metrics with labels that one run has and the one before had not, of each job where there are more than tolerated. */
export const grownBeyond = (before: SeriesByJob, after: SeriesByJob): Record<string, readonly string[]> => {
  const grown = [...after].flatMap(([job, series]) => {
    const known = distinct(before.get(job) ?? new Set());
    const added = [...distinct(series)].filter((one) => !known.has(one));
    const tolerated = Math.max(TOLERATED.atLeast, known.size * TOLERATED.share);
    return added.length <= tolerated ? [] : [[job, added.slice(0, 20)] as const];
  });
  return Object.fromEntries(grown);
};

/** The table of docs/metrics.md: how many series each job may have. */
export const readBudgets = async (root: string): Promise<ReadonlyMap<string, number>> => {
  const [, text = ''] = (await readFile(join(root, 'docs/metrics.md'), 'utf8')).split('\n## Budgets\n');
  const rows = (text.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)` +\|[^|]*\| +(\d+) +\|$/gm);
  return new Map([...rows].map(([, job = '', most]) => [job, Number(most)]));
};
