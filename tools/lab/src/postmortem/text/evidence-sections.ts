import {
  type Block,
  code,
  heading,
  type Line,
  link,
  note,
  paragraph,
  tableOf,
} from '../../report/document/document.ts';
import { drawChart } from '../../report/chart/draw.ts';
import { durationInWords } from '../../report/duration.ts';
import { RULES } from '../../audit/violations.ts';
import { isChecked } from '../checked.ts';
import type { Postmortem } from '../postmortem.ts';
import { count, when } from './wording.ts';

export const graphsSection = ({ graphs }: Postmortem): Block[] => [
  heading(2, 'Graphs'),
  ...(isChecked(graphs)
    ? graphs.value.map(({ name, caption, chart }): Block => ({
        kind: 'figure',
        name,
        caption,
        svg: drawChart(chart),
      }))
    : [note(`Not checked: ${graphs.notChecked}.`)]),
];

export const tracesSection = ({ traces, traceUrl, span }: Postmortem): Block[] => {
  if (!isChecked(traces)) return [heading(2, 'Traces'), note(`Not checked: ${traces.notChecked}.`)];
  const rows = traces.value.map((trace): (Line | string)[] => [
    [link(trace.id.slice(0, 8), traceUrl + trace.id)],
    when(trace.at, span),
    trace.operation,
    durationInWords(trace.durationMs / 1000),
    trace.failure ?? 'no span failed',
    `${trace.slowest} (${durationInWords(trace.slowestMs / 1000)})`,
    String(trace.alike),
  ]);
  const head = ['trace', 'time', 'request', 'took', 'failed at', 'most of its time', 'alike'];
  return [
    heading(2, 'Traces'),
    ...(rows.length === 0
      ? [
          paragraph(
            'Jaeger has no failed trace of that time, and none in which a service took longer than 1 s.',
          ),
        ]
      : [
          paragraph(
            'One failed or slow trace of each kind, and how many of the newest ones were alike. ',
            code('./lab dash'),
            ' shows them with their critical path; ',
            code('./lab logs --trace ID'),
            ' prints their log lines.',
          ),
          tableOf(head, rows),
        ]),
  ];
};

export const logsSection = ({ logs, span }: Postmortem): Block[] => {
  if (!isChecked(logs)) return [heading(2, 'Logs'), note(`Not checked: ${logs.notChecked}.`)];
  const { counts, groups, sampled } = logs.value;
  if (counts.length === 0) return [heading(2, 'Logs'), paragraph('No service wrote a warning or an error.')];
  const all = counts.reduce((sum, each) => sum + each.count, 0);
  const totals = counts
    .map(({ service, level, count: lines }) => `${service} ${count(lines)} ${level}`)
    .join(', ');
  const rows = groups.map(
    ({ service, level, message, count: lines, firstAt, lastAt, detail, traceId }): (Line | string)[] => [
      service,
      level,
      count(lines),
      message,
      detail,
      lines === 1 ? when(firstAt, span) : `${when(firstAt, span)} to ${when(lastAt, span)}`,
      traceId === undefined ? '' : [code(traceId.slice(0, 8))],
    ],
  );
  return [
    heading(2, 'Logs'),
    paragraph(
      `Warnings and errors: ${totals}.${sampled < all ? ` The table counts the first ${count(sampled)} of ${count(all)} lines.` : ''}`,
    ),
    tableOf(['service', 'level', 'lines', 'message', 'the first one says', 'when', 'trace'], rows),
  ];
};

const MOST_VIOLATIONS = 20;

export const auditSection = ({ audit, madeAt }: Postmortem): Block[] => {
  if (!isChecked(audit)) return [heading(2, 'Were orders lost?'), note(`Not checked: ${audit.notChecked}.`)];
  const { held, accepted, confirmed, rejected, cancelled, inFlight, violations } = audit.value;
  const sum = `${count(accepted)} accepted orders = ${count(confirmed)} confirmed + ${count(rejected)} rejected + ${count(cancelled)} cancelled + ${count(inFlight)} in flight`;
  const rows = violations
    .slice(0, MOST_VIOLATIONS)
    .map(({ rule, subject, detail }) => [RULES[rule], subject, detail]);
  return [
    heading(2, 'Were orders lost?'),
    paragraph(
      `${held ? 'No' : 'The audit is refuted'}. ${sum}, since the lab was set up; read from Postgres, Redis and RabbitMQ at ${madeAt}, not from the services.`,
    ),
    ...(rows.length === 0 ? [] : [tableOf(['broken promise', 'subject', 'detail'], rows)]),
  ];
};
