import type { RangeSeries } from '../signals/prometheus.ts';
import type { AlertSpan } from './evidence.ts';

/** Prometheus evaluates the rules every 5 s. */
export const STEP_MS = 5_000;
/** Two alerts closer than this are one: a scrape may be missing, and Prometheus may have been away itself. */
const GAP_MS = 30_000;
export const FIRING = 'ALERTS{alertstate="firing",alertname!="DeadMansSwitch"}';

/** When each alert fired until `to`, one span for all windows of an objective. */
export function alertSpans(series: readonly RangeSeries[], to: number): readonly AlertSpan[] {
  const groups = new Map<string, { readonly labels: RangeSeries['labels']; readonly times: number[] }>();
  for (const { labels, points } of series) {
    const key = ['alertname', 'sloth_slo', 'severity'].map((name) => labels[name]).join(' ');
    const group = groups.get(key) ?? { labels, times: [] };
    groups.set(key, group);
    group.times.push(...points.map(([at]) => at));
  }
  return [...groups.values()]
    .flatMap(({ labels, times }) =>
      stretches(times.toSorted((a, b) => a - b)).map((stretch) => ({
        alert: labels['alertname'] ?? '',
        objective: labels['sloth_slo'],
        severity: labels['severity'] ?? '',
        from: stretch.from,
        to: to - stretch.to <= 2 * STEP_MS ? null : stretch.to,
      })),
    )
    .toSorted((a, b) => a.from - b.from);
}

function stretches(times: readonly number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const at of times) {
    const last = found.at(-1);
    if (last === undefined || at - last.to > GAP_MS) found.push({ from: at, to: at });
    else last.to = at;
  }
  return found;
}
