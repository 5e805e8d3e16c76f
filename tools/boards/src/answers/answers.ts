import type { StoreRequest } from '../requests.ts';
import type { Target } from '../dashboard.ts';
import type { JaegerTrace } from '@lab/analysis';
import { type Exemplar, type Labels, type LogEntry, NOTHING, type PanelData, type Point } from './frame.ts';
import { namesOf } from './legend.ts';
import { instantTable, type Sampled, traceTable } from './tables.ts';

/** What the stores answer, as far as it is read here. */
interface Stream {
  readonly stream: Labels;
  readonly values: readonly (readonly [string, string, { structuredMetadata?: Labels; parsed?: Labels }?])[];
}
interface ExemplarsOf {
  readonly seriesLabels: Labels;
  readonly exemplars: readonly { labels: Labels; value: string; timestamp: number }[];
}
interface Answer<T> {
  readonly data: T;
}

/** An answer of a store as what a panel shows of it. */
export const dataOf = (json: unknown, asked: Asked): PanelData => READERS[asked.request.answer](json, asked);

interface Asked {
  readonly request: StoreRequest;
  readonly target: Target;
}

type Reader = (json: unknown, asked: Asked) => PanelData;

const readSamples: Reader = (json, asked) =>
  sampled((json as Answer<{ result?: Sampled[] | [number, string] }>).data.result ?? [], asked);
const readTraces: Reader = (json, { target }) => ({
  ...NOTHING,
  tables: [traceTable((json as Answer<JaegerTrace[]>).data, target.refId)],
});

const READERS: Readonly<Record<StoreRequest['answer'], Reader>> = {
  series: readSamples,
  instant: readSamples,
  exemplars: (json, { target }) => ({
    ...NOTHING,
    exemplars: exemplarsIn((json as Answer<ExemplarsOf[]>).data, target.refId),
  }),
  entries: (json) => ({ ...NOTHING, entries: entriesIn(json) }),
  traces: readTraces,
  trace: readTraces,
  values: () => NOTHING,
};

function sampled(result: readonly Sampled[] | [number, string], { request, target }: Asked): PanelData {
  const all = isScalar(result) ? [{ metric: {}, value: result }] : result;
  const { refId } = target;
  if (target.store === 'prometheus' && target.format === 'table')
    return { ...NOTHING, tables: [instantTable(all, refId)] };
  const format = 'legendFormat' in target ? target.legendFormat : '';
  const names = namesOf(
    all.map(({ metric }) => metric),
    { format, query: request.params['query'] ?? '' },
  );
  const series = all.map(({ metric, values, value }, index) => ({
    refId,
    name: names[index] ?? '',
    labels: metric,
    points: withGaps((values ?? (value ? [value] : [])).map(toPoint), request.stepMs),
  }));
  return { ...NOTHING, series };
}

const isScalar = (result: readonly Sampled[] | [number, string]): result is [number, string] =>
  typeof result[0] === 'number';

const toPoint = ([seconds, text]: readonly [number, string]): Point => [seconds * 1000, numberIn(text)];

/** Prometheus writes `NaN` and `+Inf`. What is no number is shown as nothing. */
function numberIn(text: string): number | null {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

/** Where samples are missing, a line must break instead of bridging. */
function withGaps(points: readonly Point[], stepMs: number | undefined): readonly Point[] {
  if (stepMs === undefined) return points;
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const isAfterGap = before !== undefined && point[0] - before[0] > stepMs * 1.5;
    return isAfterGap ? [[before[0] + stepMs, null] as const, point] : [point];
  });
}

const exemplarsIn = (all: readonly ExemplarsOf[], refId: string): Exemplar[] =>
  all.flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => ({
      refId,
      timeMs: timestamp * 1000,
      value: Number(value),
      labels: { ...seriesLabels, ...labels },
      traceId: labels['trace_id'] ?? labels['traceID'],
    })),
  );

/** Loki's streams as lines, the newest first. */
export function entriesIn(json: unknown): LogEntry[] {
  const { result } = (json as Answer<{ result: readonly Stream[] }>).data;
  return result
    .flatMap(({ stream, values }) =>
      values.map(([timeNs, line, own]) => ({
        timeMs: Number(timeNs.slice(0, -6)),
        timeNs,
        line,
        labels: { ...stream, ...own?.structuredMetadata, ...own?.parsed },
      })),
    )
    .sort((a, b) => (a.timeNs < b.timeNs ? 1 : a.timeNs > b.timeNs ? -1 : 0));
}
