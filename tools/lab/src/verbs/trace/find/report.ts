import type { Finding } from '@lab/analysis';
import { printable, table } from '../../../report/table.ts';

/** Findings for a person: a table, then the evidence of each. */
export function describeFindings(
  findings: readonly Finding[],
  traces: { readonly baseline: number; readonly suspect: number },
): string[] {
  const compared = `compared ${traces.suspect} traces with ${traces.baseline} of the baseline`;
  if (findings.length === 0) return ['nothing unusual', compared];
  const rows = findings.map(({ service, operation, cause, confidence }) => [
    service,
    operation,
    cause,
    confidence.toFixed(2),
  ]);
  return [
    ...table(['SERVICE', 'OPERATION', 'CAUSE', 'CONFIDENCE'], rows),
    ...findings.flatMap((finding) => ['', ...evidenceOf(finding)].map((line) => printable(line, 500))),
    '',
    compared,
  ];
}

const evidenceOf = ({ service, cause, sentences, path, traces }: Finding): string[] => [
  `${service}, ${cause}:`,
  ...sentences.map((sentence) => `  ${sentence}`),
  `  From cause to symptom: ${path.map(stepOf).join(' → ')}`,
  `  Traces that show it: ${traces.join(', ')}`,
];

const stepOf = ({ service, operation, baselineMs, suspectMs }: Finding['path'][number]): string =>
  `${service} ${operation} (${baselineMs.toFixed(1)} → ${suspectMs.toFixed(1)} ms)`;
