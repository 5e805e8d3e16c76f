import type { LogEntry, Loki } from '../signals/loki.ts';
import type { Span } from './span.ts';

/** Lines of one service with the same message. */
export interface LogGroup {
  readonly service: string;
  readonly level: string;
  readonly message: string;
  /** In the sample. */
  readonly count: number;
  /** Of the first such line: its error, its trace, and when it was; milliseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly detail: string;
  readonly traceId?: string;
}

export interface LogEvidence {
  /** Exact, over the whole time. */
  readonly counts: readonly { readonly service: string; readonly level: string; readonly count: number }[];
  /** How many lines the groups are made of: the first ones of that time. */
  readonly sampled: number;
  readonly groups: readonly LogGroup[];
}

/** Lines of the lab's own services: those of Postgres, Redis and others have no level. */
const COMPLAINTS = '{service_name=~".+"} | level=~"warn|error|fatal"';
const FIELDS = ['service_name', 'level', 'trace_id', 'err_message', 'error', 'reason', 'route', 'status'];
const SAMPLE = 2_000;
const MOST_GROUPS = 20;

/** Warnings and errors of that time: exact counts, and a sample by message. */
export async function logEvidence(loki: Pick<Loki, 'countBy' | 'lines'>, span: Span): Promise<LogEvidence> {
  const [counted, lines] = await Promise.all([
    loki.countBy(['service_name', 'level'], COMPLAINTS, span),
    loki.lines(`${COMPLAINTS} | keep ${FIELDS.join(', ')}`, { ...span, limit: SAMPLE }),
  ]);
  const counts = counted
    .map(({ labels, count }) => ({
      service: labels['service_name'] ?? '',
      level: labels['level'] ?? '',
      count,
    }))
    .toSorted((a, b) => b.count - a.count);
  return { counts, sampled: lines.length, groups: groupLines(lines) };
}

/** By service, level and message; the most frequent first. */
export const groupLines = (lines: readonly LogEntry[]): LogGroup[] => {
  const groups = new Map<string, LogGroup>();
  for (const { at, line, labels } of lines) {
    const { service_name: service = '', level = '' } = labels;
    const key = JSON.stringify([service, level, line]);
    const known = groups.get(key);
    const group = known ?? {
      service,
      level,
      message: line,
      count: 0,
      firstAt: at,
      ...detailsOf(labels),
      lastAt: at,
    };
    groups.set(key, { ...group, count: group.count + 1, lastAt: at });
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count).slice(0, MOST_GROUPS);
};

const detailsOf = (labels: LogEntry['labels']): Pick<LogGroup, 'detail' | 'traceId'> => {
  const { trace_id: traceId = '', err_message: error, route, status } = labels;
  const detail = [error ?? labels['error'] ?? labels['reason'], route, status].filter(Boolean).join(', ');
  return { detail, ...(/^[0-9a-f]{32}$/.test(traceId) && { traceId }) };
};
