import type { Labels, LogEntry } from '@lab/boards';
import { h } from '../dom.ts';
import { currentScheme, serviceColor } from '../format/colours.ts';
import { dateTime, clock } from '../format/time.ts';

/** Of every record, and of no use to who reads the line. */
const TECHNICAL = new Set([
  'context',
  'level',
  'log_format',
  'read_at',
  'seq',
  'service_instance_id',
  'service_name',
  'service_namespace',
  'severity_number',
  'severity_text',
  'span_id',
  'trace_id',
]);

const levelOf = ({ labels }: LogEntry): string => labels['level'] ?? labels['severity_text'] ?? '';

interface Context {
  readonly withTraceLink: boolean;
  /** The line as its query made it, and nothing beside it, as Grafana's log panel has it. */
  readonly isPlain?: boolean;
  /** Written instead of the time of day. */
  readonly when?: string;
}

/** One log line: when, how bad, who, what; with its fields and the way to its trace underneath. */
export function logLine(entry: LogEntry, { withTraceLink, isPlain = false, when }: Context): HTMLElement {
  const { labels, line, timeMs } = entry;
  const level = levelOf(entry);
  const time = h(
    'time',
    { datetime: new Date(timeMs).toISOString(), title: dateTime(timeMs, { withMs: true }) },
    when ?? clock(timeMs, { withMs: true }),
  );
  const summary = h(
    'summary',
    { class: isPlain ? 'is-plain' : '' },
    time,
    ...(isPlain ? [] : [h('span', { class: `log-level level-${level}` }, level), who(labels)]),
    h('span', { class: 'log-text' }, line, ...(isPlain ? [] : fieldsOf(labels))),
  );
  return h('details', { class: `log log-${level}` }, summary, details(entry, withTraceLink));
}

function who({ service_name: service = '' }: Labels): HTMLElement {
  const element = h('span', { class: 'log-service' }, service);
  element.style.color = serviceColor(service, currentScheme());
  return element;
}

const fieldsOf = (labels: Labels): HTMLElement[] =>
  Object.entries(labels)
    .filter(([name]) => !TECHNICAL.has(name))
    .map(([name, value]) => h('span', { class: 'log-field' }, h('b', {}, `${name}=`), value));

function details({ labels }: LogEntry, withTraceLink: boolean): HTMLElement {
  const traceId = labels['trace_id'];
  const rows = Object.entries(labels).map(([name, value]) =>
    h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)),
  );
  return h(
    'div',
    { class: 'log-details' },
    withTraceLink &&
      traceId !== undefined &&
      h('a', { href: `/trace/${encodeURIComponent(traceId)}` }, 'open its trace'),
    h('table', {}, h('tbody', {}, ...rows)),
  );
}
