import { ALERTS, HEARTBEAT_ALERT } from '@lab/contracts';
import { board } from '../board.ts';
import { orNone } from '../expr.ts';
import { graph, stat } from '../kinds.ts';
import { type Panel, toComplaints, toOrders, toOverview } from '../panel.ts';
import { series, value } from '../query.ts';

const SLO = 'sloth_slo';
const firing = (matchers: string): string =>
  `${ALERTS.name}{alertstate="firing", alertname!="${HEARTBEAT_ALERT}", ${matchers}}`;
const ofSeverity = (severity: string): string => orNone(`count(${firing(`severity="${severity}"`)})`);

/** What the panels on firing alerts share. */
const ALERTS_FIRE = { unit: 'short', limit: { at: 1 }, movedBy: 'inventory-frozen' } as const;

/** At both paces: in real time a young lab's budget moves only minutes after a fault. */
const budgetLeft = stat({
  title: 'Error budget left',
  description:
    "How much may still go wrong? Share of the period's error budget that is left, in real time and in lab time (-lab). Below 0 more was spent than there was.",
  unit: 'percentunit',
  queries: [value(`max by (${SLO}) (slo:period_error_budget_remaining:ratio)`, `{{${SLO}}}`)],
  limit: { at: 0.25, below: true },
  links: [toOrders],
  movedBy: 'inventory-frozen',
  width: 24,
});

/** Over the long window of one alert, with the factor from which on it fires. */
const burnRate = (window: string, { factor, severity }: { factor: number; severity: string }): Panel =>
  graph({
    title: `Burn rate over ${window}`,
    description: `How fast is the budget spent? At 1 it lasts exactly its period. Above ${factor}, and over the short window too, it is a ${severity}.`,
    unit: 'none',
    queries: [
      series(
        `max by (${SLO}) (slo:sli_error:ratio_rate${window}) / on (${SLO}) max by (${SLO}) (slo:error_budget:ratio)`,
        `{{${SLO}}}`,
      ),
    ],
    limit: { at: factor },
    links: [toOverview],
    movedBy: 'inventory-frozen',
    width: 6,
  });

export const objectives = board({
  uid: 'lab-objectives',
  title: 'Objectives',
  description: 'What customers may expect: error budgets, how fast they burn, and the alerts that fire.',
  rows: [
    {
      title: 'Alerts',
      panels: [
        stat({
          title: 'Firing alerts',
          description:
            'Does anything fire now? Alerts in real and in lab time, by severity: a page needs somebody now, a ticket within days.',
          ...ALERTS_FIRE,
          queries: [value(ofSeverity('page'), 'pages'), value(ofSeverity('ticket'), 'tickets')],
          links: [toOverview],
          width: 6,
        }),
        graph({
          title: 'Firing alerts by severity',
          description: 'When did something fire? Alerts in real and in lab time, by severity.',
          ...ALERTS_FIRE,
          queries: [series(ofSeverity('page'), 'pages'), series(ofSeverity('ticket'), 'tickets')],
          links: [toComplaints],
          width: 9,
        }),
        graph({
          title: 'Firing alerts by objective',
          description:
            'Whose budget burns too fast? Alerts of each objective: up to four, one for each pair of windows.',
          ...ALERTS_FIRE,
          queries: [
            series(
              `count by (${SLO}) (${firing(`${SLO}!=""`)}) or max by (${SLO}) (slo:objective:ratio) * 0`,
              `{{${SLO}}}`,
            ),
          ],
          links: [toOverview],
          width: 9,
        }),
      ],
    },
    { title: 'Error budgets', panels: [budgetLeft] },
    {
      title: 'Burn rates in lab time: windows 15 times shorter',
      panels: [
        burnRate('4m', { factor: 14.4, severity: 'page' }),
        burnRate('24m', { factor: 6, severity: 'page' }),
        burnRate('1h36m', { factor: 3, severity: 'ticket' }),
        burnRate('4h48m', { factor: 1, severity: 'ticket' }),
      ],
    },
    {
      title: 'Burn rates in real time',
      panels: [
        burnRate('1h', { factor: 14.4, severity: 'page' }),
        burnRate('6h', { factor: 6, severity: 'page' }),
        burnRate('1d', { factor: 3, severity: 'ticket' }),
        burnRate('3d', { factor: 1, severity: 'ticket' }),
      ],
    },
  ],
});
