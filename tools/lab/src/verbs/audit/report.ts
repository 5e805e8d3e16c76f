import type { Verdict } from '../../audit/conservation.ts';
import { RULES, type Rule, type Violation } from '../../audit/violations.ts';

const SHOWN_PER_RULE = 10;

const row = (name: string, count: number): string => `  ${name.padEnd(12)}${String(count).padStart(9)}`;

const isRule = (name: string): name is Rule => name in RULES;

const block = (rule: Rule, count: number, found: readonly Violation[]): string[] => {
  const shown = found.slice(0, SHOWN_PER_RULE);
  const rest = count - shown.length;
  return [
    `✗ ${rule}: ${RULES[rule]} (${count})`,
    ...shown.map(({ subject, detail }) => `    ${subject}  ${detail}`),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
};

/** Nothing is wrong in a lab that never took an order, and nothing is proved. */
export const isJudged = ({ held, accepted }: Verdict): boolean => !held || accepted > 0;

const lastLine = (verdict: Verdict): string => {
  if (!isJudged(verdict)) return '? not judged: the lab has not accepted any order yet';
  return verdict.held
    ? '✓ held: all accepted orders and all stock are accounted for'
    : '✗ refuted: see above';
};

/** The verdict for a person: the sum first, then each broken promise with the first ids that break it. */
export const describeVerdict = (verdict: Verdict, promised: number): string[] => [
  row('confirmed', verdict.confirmed),
  ...(verdict.completed > 0 ? [row('  completed', verdict.completed)] : []),
  row('rejected', verdict.rejected),
  row('cancelled', verdict.cancelled),
  row('in flight', verdict.inFlight),
  `  ${'─'.repeat(21)}`,
  row('accepted', verdict.accepted),
  ...(promised > 0 ? [row('promised', promised)] : []),
  '',
  ...Object.entries(verdict.violationCounts).flatMap(([rule, count]) =>
    isRule(rule)
      ? block(
          rule,
          count,
          verdict.violations.filter((violation) => violation.rule === rule),
        )
      : [],
  ),
  lastLine(verdict),
];
