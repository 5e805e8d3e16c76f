import { INCIDENT_STATES, type Incident, METRICS } from '@lab/contracts';
import { type Counter, type Gauge, type Histogram, InjectMetric, observe } from '@lab/instrumentation';
import { Injectable, Logger } from '@nestjs/common';
import type { State } from '../incident/state';
import type { Entry } from '../journal/fact';
import { JournalTelemetry } from '../journal/journal.telemetry';
import type { Opened } from '../journal/open-journal';

const MS_PER_SECOND = 1000;

/** Tells in metrics and log lines what happens at the desk. */
@Injectable()
export class DeskTelemetry {
  private readonly logger = new Logger('Desk');

  constructor(
    @InjectMetric(METRICS.incidents) private readonly incidents: Gauge,
    @InjectMetric(METRICS.incidentEscalations) private readonly escalations: Counter,
    @InjectMetric(METRICS.incidentAcknowledgeDuration) private readonly acknowledgeDuration: Histogram,
    @InjectMetric(METRICS.incidentResolveDuration) private readonly resolveDuration: Histogram,
    private readonly journal: JournalTelemetry,
  ) {}

  opened(opened: Opened<State>): void {
    this.journal.opened(opened);
    this.changed(opened.state, opened.journal.size);
  }

  timed<T>(append: () => Promise<T>): Promise<T> {
    return this.journal.timed(append);
  }

  changed({ incidents }: State, journalSize: number): void {
    const all = [...incidents.values()];
    for (const each of INCIDENT_STATES)
      this.incidents.set({ state: each }, all.filter(({ state }) => state === each).length);
    this.journal.grown(journalSize);
  }

  /** One line for each fact; an escalation is an error, because nobody reacts to one. */
  happened({ fact }: Entry, before: State, after: State): void {
    if (fact.type === 'snapshot') return;
    if (fact.type === 'happened') {
      this.logger.log({ msg: 'event reported', kind: fact.event.kind, service_affected: fact.event.service });
      return;
    }
    const incident = after.incidents.get(fact.incident);
    if (incident === undefined) return;
    this.measure(before.incidents.get(fact.incident), incident);
    const line = { incident: incident.id, title: incident.title, severity: incident.severity };
    if (fact.type !== 'escalated') {
      this.logger.log({ msg: `incident ${fact.type}`, ...line, ...('by' in fact && { by: fact.by }) });
      return;
    }
    this.escalations.inc();
    this.logger.error({ msg: 'incident escalated', ...line, escalation: fact.level });
  }

  private measure(before: Incident | undefined, { receivedAt, acknowledgedAt, resolvedAt }: Incident): void {
    const record = (histogram: Histogram, at: string): void =>
      observe(histogram, {}, Math.max(0, Date.parse(at) - Date.parse(receivedAt)) / MS_PER_SECOND);
    if (acknowledgedAt !== undefined && before?.acknowledgedAt === undefined)
      record(this.acknowledgeDuration, acknowledgedAt);
    if (resolvedAt !== undefined && before?.resolvedAt === undefined)
      record(this.resolveDuration, resolvedAt);
  }
}
