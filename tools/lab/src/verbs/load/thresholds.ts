import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const K6Summary = z.object({
  root_group: z.object({
    checks: z.array(z.object({ name: z.string(), passes: z.number(), fails: z.number() })),
  }),
  metrics: z.record(
    z.string(),
    z.object({
      values: z.record(z.string(), z.number().nullable()),
      thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
    }),
  ),
});

/** One limit of the script, e.g. metric `dropped_iterations`, condition `count==0`. */
interface Threshold {
  readonly metric: string;
  readonly condition: string;
  readonly held: boolean;
}

export interface K6Result {
  readonly thresholds: readonly Threshold[];
  /** Sentences of the script that were not always true, with how often they were not. */
  readonly brokenChecks: Readonly<Record<string, number>>;
  /** Orders that the load was to send and could not start in time: then the rate was not what was asked for. */
  readonly dropped: number;
}

export const readK6Summary = async (file: string): Promise<K6Result> => {
  const { metrics, root_group: group } = K6Summary.parse(JSON.parse(await readFile(file, 'utf8')));
  const thresholds = Object.entries(metrics).flatMap(([metric, { thresholds: limits = {} }]) =>
    Object.entries(limits).map(([condition, { ok }]) => ({ metric, condition, held: ok })),
  );
  const broken = group.checks
    .filter(({ fails }) => fails > 0)
    .map(({ name, fails }) => [name, fails] as const);
  return {
    thresholds,
    brokenChecks: Object.fromEntries(broken),
    dropped: metrics['dropped_iterations']?.values['count'] ?? 0,
  };
};
