import type { LoadResult } from './run-k6.ts';
import type { SettleTimes } from './settle-times.ts';

const ms = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return '-';
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
};

const times = (
  label: string,
  { p50, p95, p99, max }: Pick<SettleTimes, 'p50' | 'p95' | 'p99' | 'max'>,
): string => `  ${label.padEnd(9)}p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, max ${ms(max)}`;

export interface LoadReport {
  readonly run: string;
  readonly scenario: string;
  readonly held: boolean;
  readonly result: Omit<LoadResult, 'ids'>;
  readonly settle: SettleTimes;
  readonly acceptedFile: string;
  readonly spansDropped: number;
  /** Where a trace is looked at: this and the trace id. */
  readonly traceUrl: string;
}

/** The run for a person: what was sent, what came back, how fast, and where to look next. */
export const describeLoad = ({ result, settle, ...report }: LoadReport): string[] => {
  const { totals } = result;
  const failures = Object.entries(totals.failures).map(([what, count]) => `${count} × ${what}`);
  const broken = result.thresholds.filter(({ held }) => !held);
  return [
    `  orders   ${totals.accepted} accepted in ${result.seconds.toFixed(1)} s (${(totals.accepted / result.seconds).toFixed(1)}/s)`,
    `  requests ${totals.requests}${failures.length > 0 ? `, of which ${failures.join(', ')}` : ', none failed'}`,
    ...(result.dropped > 0 ? [`  dropped  ${result.dropped} orders that no client was free to send`] : []),
    times('accept', { ...undefinedAsNull(totals.accept) }),
    times('settle', settle),
    `  drained  ${ms(settle.drainMs)} after the last request${settle.unsettled > 0 ? `, ${settle.unsettled} still pending` : ''}`,
    ...totals.slowest.map(({ traceId, ms: took }) => `  slow     ${ms(took)}  ${report.traceUrl}${traceId}`),
    ...(report.spansDropped > 0
      ? [`  ${report.spansDropped} client spans could not be sent to the collector`]
      : []),
    `  accepted ids: ${report.acceptedFile}  (lab audit --accepted <file>)`,
    ...broken.map(({ metric, condition }) => `✗ ${metric}: not ${condition}`),
    ...Object.entries(result.brokenChecks).map(([check, fails]) => `✗ ${check}: not so ${fails} time(s)`),
    report.held ? '✓ held' : '✗ refuted',
  ];
};

const undefinedAsNull = ({ p50, p95, p99, max }: LoadResult['totals']['accept']) => ({
  p50: p50 ?? null,
  p95: p95 ?? null,
  p99: p99 ?? null,
  max: max ?? null,
});
