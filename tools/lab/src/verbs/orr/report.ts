import type { Check, Outcome, ReviewVerdict } from '../../readiness/check.ts';
import { alignColumns } from '../../report/columns.ts';

export interface Review {
  readonly verdict: ReviewVerdict;
  readonly engine: string;
  readonly finishedAt: string;
  readonly checks: readonly Check[];
}

const SIGNS = { held: '✓', failed: '✗', 'not tried': '?', 'not applicable': '-' } as const satisfies Record<
  Outcome,
  string
>;
const SHOWN = 12;

/** A row per check and one for each further piece of evidence, then the verdict. */
export const reviewLines = ({ verdict, checks }: Review): readonly string[] => [
  ...alignColumns([['', 'CHECK', 'VERDICT', 'EVIDENCE'], ...checks.flatMap(rowsOf)]),
  '',
  verdictLine(verdict, checks),
];

function rowsOf({ name, outcome, evidence }: Check): readonly (readonly string[])[] {
  const [first = '', ...rest] = evidence.slice(0, SHOWN);
  const left = evidence.length - SHOWN;
  return [
    [SIGNS[outcome], name, outcome, first],
    ...rest.map((line) => ['', '', '', line]),
    ...(left > 0 ? [['', '', '', `… and ${left} more (--json)`]] : []),
  ];
}

function verdictLine(verdict: ReviewVerdict, checks: readonly Check[]): string {
  const named = (outcome: Outcome): string =>
    checks
      .filter((check) => check.outcome === outcome)
      .map(({ name }) => name)
      .join(', ');
  if (verdict === 'not ready') return `✗ not ready: ${named('failed')}`;
  if (verdict === 'not judged') return `? not judged: ${named('not tried')} not tried`;
  const exceptions = named('not applicable');
  return `✓ ready${exceptions === '' ? '' : `, except what is not applicable yet: ${exceptions}`}`;
}
