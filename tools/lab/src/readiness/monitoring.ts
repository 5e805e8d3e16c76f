import { type Judged, judgeBy } from './check.ts';

/** What is known of one service's monitoring. */
export interface MonitoringFact {
  readonly service: string;
  /** Its targets by job, with their health. */
  readonly targets: readonly { readonly job: string; readonly health: string }[];
  /** Alerts that read its series. */
  readonly alerts: readonly string[];
  /** Panels that show its series, as `board: panel`. */
  readonly panels: readonly string[];
  /** Why it needs no alert. */
  readonly noAlert?: string;
  /** Why it needs no monitoring at all. */
  readonly exempt?: string;
}

/** Each service has a target that answers, an alert and a panel. */
export function judgeMonitoring(facts: readonly MonitoringFact[]): Judged {
  if (facts.length === 0) return judgeBy(['no service runs'], []);
  const problems = facts.filter(({ exempt }) => exempt === undefined).flatMap(problemsOf);
  const exempt = facts.flatMap((fact) =>
    fact.exempt === undefined ? [] : [`${fact.service}: ${fact.exempt}`],
  );
  const alerts = new Set(facts.flatMap((fact) => fact.alerts));
  const panels = new Set(facts.flatMap((fact) => fact.panels));
  return judgeBy(problems, [
    `${facts.length - exempt.length} services: each has a target that is up, an alert and a panel (${alerts.size} alerts, ${panels.size} panels)`,
    ...exempt,
  ]);
}

function problemsOf({ service, targets, alerts, panels, noAlert }: MonitoringFact): readonly string[] {
  const down = targets.filter(({ health }) => health !== 'up').map(({ job }) => job);
  return [
    ...(targets.length === 0
      ? [`${service}: Prometheus has no target for it (prometheus/prometheus.yml)`]
      : []),
    ...(down.length > 0 ? [`${service}: target down: ${down.join(', ')}`] : []),
    ...(alerts.length === 0 && noAlert === undefined
      ? [`${service}: no alert reads its series (prometheus/rules)`]
      : []),
    ...(panels.length === 0 ? [`${service}: no panel shows its series (grafana/dashboards)`] : []),
  ];
}
