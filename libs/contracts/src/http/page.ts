import { z } from 'zod';
import { UtcTime } from '../utc-time';

const Labels = z.record(z.string(), z.string());

/** An alert as Alertmanager sends it. `endsAt` is meaningful only once it is resolved. */
const SentAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: Labels.default({}),
  startsAt: UtcTime,
  endsAt: UtcTime,
  generatorURL: z.string().default(''),
  /** Hash of the labels: the same for each firing of the same alert. */
  fingerprint: z.string().min(1),
});

/**
 * Body of `POST /pages`: Alertmanager's webhook, version 4. Foreign input, so unknown fields are ignored. It has no bounds of its
 * own: Alertmanager drops a notification that it gets a 4xx for, and the size of the body bounds it already.
 */
export const Page = z.object({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  groupLabels: Labels.default({}),
  commonLabels: Labels.default({}),
  commonAnnotations: Labels.default({}),
  /** Alerts that Alertmanager left out because of its `max_alerts`. */
  truncatedAlerts: z.number().int().nonnegative().default(0),
  alerts: z.array(SentAlert).min(1),
});
export type Page = z.infer<typeof Page>;

/**
 * What a page did: it opened an incident, changed one, repeated what was known, or concerned none (its alerts are resolved and
 * no incident has them).
 */
export const PAGE_OUTCOMES = ['opened', 'changed', 'repeated', 'ignored'] as const;

/** Answer to `POST /pages`. From the 200 on, the page is never lost. */
export const PageAccepted = z.object({
  outcome: z.enum(PAGE_OUTCOMES),
  incident: z.number().int().positive().optional().describe('absent where ignored'),
});
export type PageAccepted = z.infer<typeof PageAccepted>;
