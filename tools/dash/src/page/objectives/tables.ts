import { type Child, h } from '../dom.ts';
import { shortTime } from '../format/time.ts';
import type { FiringAlert } from './alerts.ts';
import type { Budget } from './budgets.ts';

const rows = (heads: readonly string[], body: readonly HTMLElement[]): HTMLElement =>
  h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...body),
  );

/** Whoever is called reads this first. */
export const alertTable = (alerts: readonly FiringAlert[]): HTMLElement =>
  alerts.length === 0
    ? h('p', { role: 'status' }, 'No alert is firing.')
    : rows(['Severity', 'Alert', 'Since', 'Summary', 'Runbook'], alerts.map(alertRow));

const alertRow = ({
  severity,
  name,
  objective,
  since,
  summary,
  runbook,
  dashboard,
}: FiringAlert): HTMLElement =>
  h(
    'tr',
    { 'data-severity': severity },
    h('td', {}, h('span', { class: 'severity' }, severity || 'none')),
    h(
      'td',
      {},
      dashboard === '' ? name : h('a', { href: dashboard }, name),
      objective !== '' && h('span', { class: 'alert-objective' }, objective),
    ),
    h('td', {}, shortTime(since)),
    h('td', {}, summary),
    h('td', {}, runbookLink(runbook)),
  );

/** Opens beside the page: it is plain text. Only of the repository or of the web: an annotation is no script. */
function runbookLink(runbook: string): Child {
  const [, name = ''] = /^docs\/runbooks\/([\w-]+)\.md$/.exec(runbook) ?? [];
  if (name !== '') return h('a', { href: `/${runbook}`, target: '_blank' }, name);
  return /^https?:\/\//.test(runbook) ? h('a', { href: runbook, target: '_blank' }, runbook) : runbook;
}

const percent = (share: number | undefined, digits: number): string =>
  share === undefined ? '–' : `${Number((share * 100).toFixed(digits))} %`;

/** As `lab slo` prints it. */
const LITTLE = 0.25;

export const budgetTable = (budgets: readonly Budget[]): HTMLElement =>
  budgets.length === 0
    ? h('p', { role: 'status' }, 'Prometheus has no objectives yet.')
    : rows(['Objective', 'Target', 'Budget left', 'Burn rate'], budgets.map(budgetRow));

const budgetRow = ({ objective, target, left, burnRate }: Budget): HTMLElement =>
  h(
    'tr',
    {},
    h('td', {}, objective),
    h('td', { class: 'number' }, percent(target, 3)),
    h('td', { class: (left ?? 1) < LITTLE ? 'number budget-low' : 'number' }, percent(left, 1)),
    h('td', { class: 'number' }, burnRate === undefined ? '–' : burnRate.toFixed(2)),
  );
