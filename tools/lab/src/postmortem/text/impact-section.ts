import { type Block, code, heading, note, paragraph, tableOf } from '../../report/document/document.ts';
import { policyOfAll, type Standing } from '../../objectives/standing.ts';
import { isChecked } from '../checked.ts';
import type { Impact } from '../impact.ts';
import type { Postmortem } from '../postmortem.ts';
import type { Span } from '../span.ts';
import { count, noticed, percent, spanInWords } from './wording.ts';

const HEAD = ['what was noticed', 'how many', 'share', 'objective missed', 'error budget spent'];

/** Whom it hurt, how much, and what it cost of the error budgets. */
export const impactSection = ({ impacts, standings, span }: Postmortem): Block[] => {
  if (!isChecked(impacts)) return [heading(2, 'Impact'), note(`Not checked: ${impacts.notChecked}.`)];
  const rows = impacts.value.map((impact) => rowOf(impact, span));
  return [
    heading(2, 'Impact'),
    tableOf(HEAD, rows),
    paragraph(
      `Counted by Prometheus from ${spanInWords(span, span)}; it reads the counters every 5 s and estimates what happened between, so a count may be a few events off. An error budget is the share of events that may be bad over ${periods(impacts.value)}; "spent" is how much of it this incident used up, at steady traffic.`,
    ),
    ...budgetsAtTheEnd(isChecked(standings) ? standings.value : standings.notChecked),
  ];
};

const rowOf = (impact: Impact, span: Span): string[] => {
  const { total, bad, budgetSpent, missed, target } = impact;
  const words = noticed(impact);
  if (total === null || bad === null || total === 0)
    return [`${words.of} that ${words.bad}`, `no ${words.of}`, '-', '-', '-'];
  return [
    `${words.of} that ${words.bad}`,
    `${count(bad)} of ${count(total)}`,
    `${percent(bad / total)} (allowed: ${percent(1 - target)})`,
    missed === null ? 'never' : spanInWords(missed, span),
    budgetSpent === null ? '-' : percent(budgetSpent),
  ];
};

const periods = (impacts: readonly Impact[]): string =>
  [...new Set(impacts.map(({ periodDays }) => `${periodDays} days`))].join(' or ');

const ADVICE = {
  release: 'every objective has error budget to spare',
  'slow down': 'a budget is nearly spent, or burns too fast; deploy only what is safe',
  freeze: 'an error budget is spent; deploy only what makes the lab more reliable',
} as const;

const budgetsAtTheEnd = (standings: readonly Standing[] | string): Block[] => {
  if (typeof standings === 'string')
    return [note(`The budgets that are left are not checked: ${standings}.`)];
  const policy = policyOfAll(standings);
  return [
    paragraph(
      `The error budget policy said at the end: ${policy} (${ADVICE[policy]}). `,
      code('./lab slo'),
      ' shows what is left of each budget.',
    ),
  ];
};
