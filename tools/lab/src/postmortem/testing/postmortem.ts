import type { Incident, TimelineEntry } from '@lab/contracts';
import { durationsOf, faultOf } from '../durations.ts';
import type { Impact } from '../impact.ts';
import type { Postmortem } from '../postmortem.ts';
import { spanOf } from '../span.ts';
import { timelineOf } from '../timeline.ts';

export const time = (clock: string): string => `2026-11-28T${clock}.000Z`;
export const at = (clock: string): number => Date.parse(time(clock));

export const event = (
  clock: string,
  kind: NonNullable<TimelineEntry['event']>['kind'],
  service?: string,
): TimelineEntry => ({
  ...{ at: time(clock), kind: 'event', text: `lab ${kind} ${service ?? ''}`.trim() },
  event: { kind, ...(service !== undefined && { service }) },
});

export const incidentWith = (change: Partial<Incident> = {}): Incident => ({
  ...{ id: 7, state: 'resolved', title: 'Orders settle late', severity: 'page', groupKey: 'g', labels: {} },
  ...{ startsAt: time('15:00:20'), receivedAt: time('15:00:22'), acknowledgedAt: time('15:01:00') },
  ...{
    alertsResolvedAt: time('15:02:22'),
    resolvedAt: time('15:07:22'),
    escalations: 0,
    alerts: [],
    timelineOmitted: 0,
  },
  timeline: [
    event('15:00:00', 'pause', 'inventory'),
    { at: time('15:00:20'), kind: 'alert_fired', text: 'ErrorBudgetBurn' },
    { at: time('15:01:00'), kind: 'acknowledged', by: 'ada', text: 'on it' },
    event('15:01:10', 'resume', 'inventory'),
    { at: time('15:02:22'), kind: 'alerts_resolved', text: 'no alert fires any more' },
    { at: time('15:07:22'), kind: 'resolved' },
  ],
  ...change,
});

export const impact = (change: Partial<Impact> = {}): Impact => ({
  ...{
    objective: 'settling-latency',
    title: 'Orders settle in time',
    service: 'shop',
    target: 0.99,
    periodDays: 30,
  },
  ...{ total: 8804, bad: 790, budgetSpent: 0.0153, missed: { from: at('15:00:05'), to: at('15:01:15') } },
  ...{ ratios: [[at('15:00:30'), 1]], queries: { total: 'sum(a)', badRatio: 'b / a' } },
  ...change,
});

const NOW = at('15:10:00');

export const postmortemOf = (incident = incidentWith(), change: Partial<Postmortem> = {}): Postmortem => {
  const fault = faultOf(incident);
  return {
    ...{
      madeAt: time('15:10:00'),
      incident,
      ...(fault && { fault }),
      traceUrl: 'http://127.0.0.1:16686/trace/',
    },
    ...{ span: spanOf(incident, NOW), durations: durationsOf(incident), timeline: timelineOf(incident) },
    impacts: { value: [impact()] },
    ...{ standings: { value: [] }, graphs: { value: [] }, traces: { value: [] }, others: { value: [] } },
    logs: { value: { counts: [], sampled: 0, groups: [] } },
    audit: {
      value: {
        ...{
          held: true,
          accepted: 9000,
          confirmed: 8990,
          completed: 0,
          rejected: 10,
          cancelled: 0,
          inFlight: 0,
        },
        ...{ violations: [], violationCounts: {} },
      },
    },
    ...change,
  };
};
