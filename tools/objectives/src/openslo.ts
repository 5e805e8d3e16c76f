import { z } from 'zod';

// OpenSLO v1 (https://github.com/OpenSLO/OpenSLO), as far as the lab uses it: one ratio of counters, one rolling window, one
// target. What is not read here is refused, never ignored.
const metric = z.strictObject({
  metricSource: z.strictObject({
    type: z.literal('Prometheus'),
    /** The plain counter. The rules take its rate. */
    spec: z.strictObject({ query: z.string().min(1) }),
  }),
});

const ratio = z
  .strictObject({
    counter: z.literal(true, 'must be true: the rules take the rate of counters'),
    good: metric.optional(),
    bad: metric.optional(),
    total: metric,
  })
  .refine(({ good, bad }) => (good === undefined) !== (bad === undefined), {
    message: 'needs either good or bad, and not both',
  });

export const OpenSlo = z.strictObject({
  apiVersion: z.literal('openslo/v1'),
  kind: z.literal('SLO'),
  metadata: z.strictObject({
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be small letters, digits and single hyphens'),
    displayName: z.string().min(1),
    /** Who is paged. */
    labels: z.strictObject({ owner: z.string().regex(/^[a-z]+$/, 'must be small letters') }),
    annotations: z.strictObject({
      /** Path of the dashboard that shows the journey, below Grafana and below the lab's own page. */
      dashboard: z.string().regex(/^\/d\/[a-z-]+$/, 'must be the path of a dashboard, such as /d/shop'),
      /** Fewer events than this in the short window of an alert, and it stays silent. Text, as all annotations are. */
      leastEvents: z
        .string()
        .regex(/^[1-9]\d*$/, "must be a whole number in quotes, such as '10'")
        .optional(),
    }),
  }),
  spec: z.strictObject({
    service: z.string().min(1),
    description: z.string().min(1),
    indicator: z.strictObject({
      metadata: z.strictObject({ name: z.string() }),
      spec: z.strictObject({ ratioMetric: ratio }),
    }),
    timeWindow: z.tuple([
      z.strictObject({
        duration: z.string().regex(/^[1-9]\d*d$/, 'must be whole days, such as 30d'),
        isRolling: z.literal(true),
      }),
    ]),
    budgetingMethod: z.literal('Occurrences'),
    objectives: z.tuple([
      z.strictObject({
        displayName: z.string().min(1),
        target: z.number().gt(0).lt(1, 'must be below 1, such as 0.999'),
      }),
    ]),
  }),
});
export type OpenSlo = z.infer<typeof OpenSlo>;
