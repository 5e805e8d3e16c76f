import { Incident, IncidentAlert, LabEvent } from '@lab/contracts';
import { z } from 'zod';

const incident = z.number().int().positive();
const byPerson = { incident, by: z.string(), text: z.string().optional() };

/** What has happened, decided and final: the state is nothing but all facts in their order. */
export const Fact = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('opened'),
    incident,
    groupKey: z.string(),
    title: z.string(),
    severity: z.string().optional(),
    labels: z.record(z.string(), z.string()),
    alerts: z.array(IncidentAlert),
  }),
  z.object({ type: z.literal('paged'), incident, alerts: z.array(IncidentAlert) }),
  z.object({ type: z.literal('acknowledged'), ...byPerson }),
  z.object({ type: z.literal('noted'), ...byPerson }),
  z.object({ type: z.literal('mitigated'), ...byPerson }),
  /** By a person, or by itself once its alerts have been resolved for long enough. */
  z.object({ type: z.literal('resolved'), ...byPerson, by: z.string().optional() }),
  z.object({ type: z.literal('escalated'), incident, level: z.number().int().positive() }),
  z.object({ type: z.literal('happened'), event: LabEvent }),
  /** Everything before it, in short: the first line of a journal that was compacted. */
  z.object({
    type: z.literal('snapshot'),
    nextId: incident,
    incidents: z.array(Incident),
    events: z.array(LabEvent),
  }),
]);
export type Fact = z.infer<typeof Fact>;
export type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** A line of the journal. `seq` grows by one from line to line, so that one that is missing shows. */
export const Entry = z.object({ v: z.literal(1), seq: incident, at: z.iso.datetime(), fact: Fact });
export type Entry = z.infer<typeof Entry>;
