import { alignColumns } from '../../report/columns.ts';
import type { Policy, Standing } from '../../objectives/standing.ts';

const HEADER = ['OBJECTIVE', 'TARGET', 'BUDGET LEFT', 'BURN RATE', 'ALERTS', 'POLICY'];

const ANSWERS: Readonly<Record<Policy, string>> = {
  release: 'release: every objective has error budget to spare',
  'slow down': 'slow down: a budget is nearly spent, or burns too fast; deploy only what is safe',
  freeze: 'freeze: an error budget is spent; deploy only what makes the lab more reliable',
};

/** A thousandth of a percent is the finest target that anybody sets. */
const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`;

const rowOf = ({ objective, target, budgetRemaining, burnRate, alerts, policy }: Standing): string[] => [
  objective,
  percent(target),
  budgetRemaining === null ? '-' : `${(budgetRemaining * 100).toFixed(1)}%`,
  burnRate === null ? '-' : burnRate.toFixed(2),
  alerts
    .map(({ severity, longWindow, shortWindow }) => `${severity} ${longWindow}/${shortWindow}`)
    .join(', ') || '-',
  policy,
];

/** A line per objective, columns aligned, and the policy's answer. A dash: nothing was counted. */
export function standingLines(standings: readonly Standing[], policy: Policy): readonly string[] {
  return [...alignColumns([HEADER, ...standings.map(rowOf)]), '', ANSWERS[policy]];
}
