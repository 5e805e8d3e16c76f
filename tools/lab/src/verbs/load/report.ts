import { describeKnee, type MeasuredStage } from '../../k6/knee.ts';
import { type AuditOutcome, describeAudit } from '../../audit/outcome.ts';
import type { LoadReport } from './load-report.ts';
import type { Percentiles } from '../../k6/percentiles.ts';
import type { SettleTimes } from '../../k6/settle-times.ts';

export const ms = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return '-';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
};

const times = (
  label: string,
  { p50, p95, p99, max }: Percentiles | Pick<SettleTimes, 'p50' | 'p95' | 'p99' | 'max'>,
): string => `  ${label.padEnd(9)}p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, max ${ms(max)}`;

const stageRow = ({ name, rate, sent, accepted, failed, accept }: MeasuredStage): string =>
  `  ${name.padEnd(10)}${String(rate).padStart(5)}/s  sent ${sent}, accepted ${accepted}, failed ${failed}, p50 ${ms(accept.p50)}, p99 ${ms(accept.p99)}`;

const failuresOf = ({ failures }: LoadReport['result']['totals']): string => {
  const kinds = Object.entries(failures).map(([what, count]) => `${count} × ${what}`);
  return kinds.length > 0 ? `, of which ${kinds.join(', ')}` : ', none failed';
};

/** Everything of a run that did not hold, one line each. */
export const brokenPromises = ({ result, settle, knee, audit }: LoadReport): string[] => [
  ...result.thresholds
    .filter(({ verdict }) => verdict === 'refuted')
    .map(({ metric, condition, actual }) => `${metric}: expected ${condition}, got ${actual ?? 'nothing'}`),
  ...Object.entries(result.brokenChecks).map(([check, fails]) => `${check}: failed ${fails} time(s)`),
  ...(settle.unsettled > 0 ? [`${settle.unsettled} orders are still pending`] : []),
  ...(settle.settled + settle.unsettled < result.totals.accepted
    ? [`${result.totals.accepted - settle.settled - settle.unsettled} accepted orders are not in Postgres`]
    : []),
  ...(knee && knee.rate === undefined ? [`no rate held: ${describeKnee(knee)}`] : []),
  ...brokenRules(audit),
];

/** Everything that had to be measured and was not, one line each. */
export const unjudgedPromises = ({ result, audit }: LoadReport): string[] => [
  ...(result.totals.requests === 0 ? ['no request was sent'] : []),
  ...result.thresholds
    .filter(({ verdict }) => verdict === 'no samples')
    .map(({ metric, condition }) => `${metric}: no samples, so ${condition} is not judged`),
  ...(audit && 'unavailable' in audit ? ['the audit could not run, so it proves nothing'] : []),
];

const brokenRules = (audit: AuditOutcome | undefined): string[] => {
  if (audit === undefined || 'unavailable' in audit) return [];
  return Object.entries(audit.violationCounts).map(
    ([rule, count]) => `audit ${rule}: violated ${count} time(s); run lab audit for the list`,
  );
};

const LAST_LINES = { held: '✓ held', refuted: '✗ refuted', 'not judged': '? not judged' } as const;

/** Orders accepted a second. */
export const perSecond = ({ totals, seconds }: LoadReport['result']): string =>
  (totals.accepted / Math.max(seconds, 0.001)).toFixed(1);

/** The run for a person: what was sent, what came back, how fast, and where to look next. */
export const describeLoad = (report: LoadReport): string[] => {
  const { result, settle, stages, knee } = report;
  const { totals, seconds } = result;
  return [
    `  orders   ${totals.accepted} accepted in ${seconds.toFixed(1)} s (${perSecond(report.result)}/s): ${settle.confirmed} confirmed, ${settle.rejected} rejected, ${settle.cancelled} cancelled`,
    `  requests ${totals.requests}${failuresOf(totals)}`,
    ...(result.dropped > 0
      ? [`  dropped  ${result.dropped} orders, because no client was free to send them`]
      : []),
    times('accept', totals.accept),
    times('settle', settle),
    `  drained  ${ms(settle.drainMs)} after the last request${settle.unsettled > 0 ? `, ${settle.unsettled} still pending` : ''}`,
    ...stages.map(stageRow),
    ...(knee ? [`  knee     ${describeKnee(knee)}`] : []),
    ...totals.slowest.map(
      ({ traceId, ms: took }) => `  slow     ${ms(took).padEnd(8)}  ${report.traceUrl}${traceId}`,
    ),
    ...(report.spansDropped > 0 ? [`  ${report.spansDropped} client spans did not reach the collector`] : []),
    `  ${describeAudit(report.audit)}`,
    `  report   ${report.htmlFile}`,
    `  accepted ids: ${report.acceptedFile}  (lab audit --accepted <file>)`,
    ...brokenPromises(report).map((line) => `✗ ${line}`),
    ...unjudgedPromises(report).map((line) => `? ${line}`),
    LAST_LINES[report.verdict],
  ];
};
