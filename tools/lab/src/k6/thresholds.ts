import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Values = z.record(z.string(), z.number().nullable());

const K6Summary = z.object({
  root_group: z.object({
    checks: z.array(z.object({ name: z.string(), passes: z.number(), fails: z.number() })),
  }),
  metrics: z.record(
    z.string(),
    z.object({
      type: z.enum(['counter', 'gauge', 'rate', 'trend']),
      values: Values,
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
});

/** One limit of the script, e.g. metric `dropped_iterations`, condition `count==0`. */
export interface Threshold {
  readonly metric: string;
  readonly condition: string;
  /** `no samples`: the run never did what the limit is about. k6 judges such a limit by zeros, and calls it held. */
  readonly verdict: 'held' | 'refuted' | 'no samples';
  /** What was measured; null where nothing was. */
  readonly actual: number | null;
}

export interface K6Result {
  readonly thresholds: readonly Threshold[];
  /** Sentences of the script, with how often they were true and not true. */
  readonly checks: readonly { readonly name: string; readonly passes: number; readonly fails: number }[];
  /** Sentences of the script that were not always true, with how often they were not. */
  readonly brokenChecks: Readonly<Record<string, number>>;
  /** Orders that the load was to send and could not start in time: then the rate was not what was asked for. */
  readonly dropped: number;
}

/** The statistic that a condition is about: `p(99)` of `p(99)<250`. */
const statOf = (condition: string): string => condition.split(/[<>=!]/)[0] ?? condition;

type Measured = z.infer<typeof K6Summary>['metrics'][string];

/** Counters and gauges have a value of their own before the first sample: nothing was counted. */
const hasSamples = ({ type, values }: Measured): boolean => {
  if (type === 'trend') return (values['count'] ?? 0) > 0;
  if (type === 'rate') return (values['passes'] ?? 0) + (values['fails'] ?? 0) > 0;
  return true;
};

const judge = (metric: string, measured: Measured): Threshold[] => {
  const isMeasured = hasSamples(measured);
  return Object.entries(measured.thresholds ?? {}).map(([condition, { ok }]) => ({
    metric,
    condition,
    verdict: isMeasured ? (ok ? 'held' : 'refuted') : 'no samples',
    actual: isMeasured ? (measured.values[statOf(condition)] ?? null) : null,
  }));
};

export const readK6Summary = async (file: string): Promise<K6Result> =>
  k6ResultOf(JSON.parse(await readFile(file, 'utf8')));

export const k6ResultOf = (summary: unknown): K6Result => {
  const { metrics, root_group: group } = K6Summary.parse(summary);
  const thresholds = Object.entries(metrics).flatMap(([metric, measured]) => judge(metric, measured));
  const checks = group.checks.map(({ name, passes, fails }) => ({ name, passes, fails }));
  const broken = checks.filter(({ fails }) => fails > 0).map(({ name, fails }) => [name, fails] as const);
  return {
    thresholds,
    checks,
    brokenChecks: Object.fromEntries(broken),
    dropped: metrics['dropped_iterations']?.values['count'] ?? 0,
  };
};
