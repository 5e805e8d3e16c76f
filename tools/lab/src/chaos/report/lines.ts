import type { ChaosReport } from './chaos-report.ts';
import type { ReportFiles } from './files.ts';

const MARK = { held: '✓', refuted: '✗', 'not judged': '?' } as const;

/** A run for a person at the terminal: each claim, then the verdict. */
export const linesOf = (report: ChaosReport, files: Pick<ReportFiles, 'html'>): readonly string[] => [
  ...report.findings.map(({ outcome, claim, evidence }) => `${MARK[outcome]} ${claim}: ${evidence}`),
  '',
  `  report  ${files.html}`,
  `${MARK[report.verdict]} ${report.verdict}: ${report.title}`,
  ...(report.verdict === report.expected ? [] : [`  its file expects: ${report.expected}`]),
];
