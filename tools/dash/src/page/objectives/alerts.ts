/** An alert that fires, as Prometheus has it. */
export interface FiringAlert {
  readonly name: string;
  /** `page` or `ticket`; anything else is a mistake in a rule. */
  readonly severity: string;
  /** Of an objective, at a pace; empty for a cause. */
  readonly objective: string;
  /** Since when its condition holds, in milliseconds since 1970. */
  readonly since: number;
  readonly summary: string;
  /** Path in the repository, or an address; empty where there is none. */
  readonly runbook: string;
  /** Path of a dashboard; empty where there is none. */
  readonly dashboard: string;
}

type Texts = Readonly<Record<string, string>>;

/** Of Prometheus' /api/v1/alerts, as far as it is read here. */
interface Answer {
  readonly data: {
    readonly alerts: readonly {
      readonly labels: Texts;
      readonly annotations: Texts;
      readonly state: string;
      readonly activeAt: string;
    }[];
  };
}

/** Always fires, so that its absence is noticed: HEARTBEAT_ALERT in libs/contracts, which the browser does not have. */
const HEARTBEAT = 'DeadMansSwitch';
const URGENCY = ['page', 'ticket'];

/** Pages first, then by how long they have been firing. */
export function firingIn(answer: unknown): readonly FiringAlert[] {
  const { alerts } = (answer as Answer).data;
  const firing = alerts
    .filter(({ state, labels }) => state === 'firing' && labels['alertname'] !== HEARTBEAT)
    .map(({ labels, annotations, activeAt }): FiringAlert => ({
      name: labels['alertname'] ?? '',
      severity: labels['severity'] ?? '',
      objective: labels['sloth_slo'] ?? '',
      since: Date.parse(activeAt),
      summary: annotations['summary'] ?? '',
      runbook: annotations['runbook'] ?? '',
      dashboard: annotations['dashboard'] ?? '',
    }));
  // What is neither pages, too.
  const urgency = ({ severity }: FiringAlert): number => Math.max(0, URGENCY.indexOf(severity));
  return firing.sort((a, b) => urgency(a) - urgency(b) || a.since - b.since);
}
