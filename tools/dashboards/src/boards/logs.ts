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
  description: 'Log volume, severity, and the lines themselves.',
  variables: [
    anyOf('service', 'Service', `label_values(${LOG_METRICS.lines}, service)`),
    oneOf('level', 'At least', LEVELS),
  ],
  rows: [
    {
      title: 'How much',
      panels: [
        graph({
          title: 'Log lines by service',
          description: 'Which service logs most? Log lines per second, by service.',
          unit: 'ops',
          queries: [series(rateBy('service', `${LOG_METRICS.lines}{${OF}}`), '{{service}}')],
          links: [toLogs(label('service'))],
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'Log lines by level',
          description:
            'How many lines are errors? Log lines per second, by level. `none` are the lines of Postgres, RabbitMQ and the other programs.',
          unit: 'ops',
          queries: [series(rateBy('level', `${LOG_METRICS.lines}{${OF}}`), '{{level}}')],
          links: [toComplaints],
          movedBy: 'unreadable-message',
          width: 8,
        }),
        graph({
          title: 'Requests in the access logs',
          description:
            'How were requests answered? Requests by status, from the access lines. The services’ own counters show the same.',
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
          title: 'Log lines over time',
          description: 'When were these lines written? Lines in Loki that match the selection above.',
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
          title: 'Log lines',
          description: 'What do the lines say? Newest first. Click a line for its fields and its trace.',
          queries: [lines(`${STREAM} | level=~"$level" ${LINE}`, 200)],
          links: [toComplaints],
          movedBy: 'unreadable-message',
          width: 24,
        }),
      ],
    },
  ],
});
