import { type ProvenAlert, TOLERANCE_SECONDS } from '../../../objectives/judge.ts';
import { alignColumns } from '../../../report/columns.ts';

/** The verdict on all objectives that were asked for. */
export interface ProofReport {
  readonly alerts: readonly ProvenAlert[];
  /** How many pages came while nothing was wrong. */
  readonly falsePages: number;
  readonly held: boolean;
}

const HEADER = ['OBJECTIVE', 'WINDOWS', 'THEORY', 'PAGED AFTER', 'RESOLVED AFTER', 'THEORY', ''];

const seconds = (value: number | null, otherwise: string): string =>
  value === null ? otherwise : `${value.toFixed(1)} s`;

const rowOf = (alert: ProvenAlert): string[] => [
  alert.objective,
  alert.windows,
  seconds(alert.theorySeconds, 'never'),
  seconds(alert.measuredSeconds, 'no page'),
  seconds(alert.resolveMeasuredSeconds, '-'),
  seconds(alert.resolveTheorySeconds, '-'),
  alert.held ? '✓' : '✗',
];

/** A line per page alert, and the verdict. */
export const proofLines = ({ alerts, falsePages, held }: ProofReport): readonly string[] => [
  ...alignColumns([HEADER, ...alerts.map(rowOf)]),
  '',
  `${falsePages} false pages while nothing was wrong`,
  held
    ? `held: every page came within theory + ${TOLERANCE_SECONDS} s`
    : `refuted: a page came later than theory + ${TOLERANCE_SECONDS} s, not at all, or while nothing was wrong`,
];
