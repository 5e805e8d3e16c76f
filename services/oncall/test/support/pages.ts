import { Page } from '@lab/contracts';

type SentAlert = Partial<Page['alerts'][number]>;

export const GROUP = '{}:{slo="placing"}';
export const FIRED_AT = '2026-11-28T15:00:00.000Z';
export const RESOLVED_AT = '2026-11-28T15:20:00.000Z';

/** A page as Alertmanager sends it, of one firing alert unless said otherwise. */
export const page = (alerts: readonly SentAlert[] = [{}], groupKey = GROUP): Page =>
  Page.parse({
    version: '4',
    groupKey,
    receiver: 'oncall',
    commonLabels: { severity: 'page' },
    alerts: alerts.map((alert) => ({
      status: 'firing',
      labels: { alertname: 'PlacingBurns' },
      annotations: {},
      startsAt: FIRED_AT,
      endsAt: alert.status === 'resolved' ? RESOLVED_AT : '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph',
      fingerprint: 'a',
      ...alert,
    })),
  });
