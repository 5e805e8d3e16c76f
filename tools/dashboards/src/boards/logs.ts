import { LOG_METRICS } from '@lab/contracts';
import { anyOf, board, oneOf } from '../board.ts';
import { rateBy } from '../expr.ts';
import { graph, logLines } from '../kinds.ts';
import { label, LEVELS, toComplaints, toLogs, toService } from '../panel.ts';
import { counts, lines, series } from '../query.ts';

const OF = 'service=~"$service"';
const STREAM = '{service_name=~"$service"}';
// What is not in the message of a line, but what one reads it for.
const LINE =
  '| line_format "{{.service_name}} {{.level}} {{__line__}} {{.method}} {{.route}} {{.status}} {{.error_message}}"';

export const logs = board({
  uid: 'lab-logs',
  title: 'Logs',
  description: 'What the parts write: how much, how bad, and the lines themselves.',
  variables: [
    anyOf('service', 'Service', `label_values(${LOG_METRICS.lines}, service)`),
    oneOf('level', 'At least', LEVELS),
  ],
  rows: [
    {
      title: 'How much',
      panels: [
        graph({
          title: 'Who writes?',
          description: 'Log lines, by who wrote them.',
          unit: 'ops',
          queries: [series(rateBy('service', `${LOG_METRICS.lines}{${OF}}`), '{{service}}')],
          links: [toLogs(label('service'))],
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'How bad is it?',
          description: 'Log lines, by level; `none` is what parts write that are not ours.',
          unit: 'ops',
          queries: [series(rateBy('level', `${LOG_METRICS.lines}{${OF}}`), '{{level}}')],
          links: [toComplaints],
          movedBy: 'unreadable-message',
          width: 8,
        }),
        graph({
          title: 'What was answered?',
          description: 'Requests by the services’ access lines. The services’ own counters tell the same.',
          unit: 'reqps',
          queries: [series(rateBy('status_class', LOG_METRICS.requests), '{{status_class}}')],
          links: [toService('gateway')],
          movedBy: 'bad-input',
          width: 8,
        }),
      ],
    },
    {
      title: 'The lines',
      panels: [
        graph({
          title: 'When was it?',
          description: 'Lines that fit the choice above, as Loki has them.',
          unit: 'ops',
          queries: [
            counts(`sum by (service_name) (rate(${STREAM} | level=~"$level" [$__auto]))`, '{{service_name}}'),
          ],
          links: [toLogs(label('service_name'))],
          movedBy: 'load',
          width: 24,
          isStacked: true,
        }),
        logLines({
          title: 'What do they say?',
          description: 'The newest first. A line opens to its fields; its trace is one click away.',
          queries: [lines(`${STREAM} | level=~"$level" ${LINE}`, 200)],
          links: [toComplaints],
          movedBy: 'unreadable-message',
          width: 24,
        }),
      ],
    },
  ],
});
