import { EXIT, type ExitCode } from '../../errors.ts';
import { formatDuration } from '../../programs/elapsed.ts';
import type { Outcome } from './suite.ts';

export const sum = (outcomes: readonly Outcome[]): Pick<Outcome, 'passed' | 'failed' | 'skipped'> => {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of outcomes) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
};

/** The last line of `lab test`; machines read it, so its form is fixed. */
export const lastLine = (outcomes: readonly Outcome[]): string => {
  const { passed, failed, skipped } = sum(outcomes);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
};

/** Nothing passed and nothing failed: the machine kept everything from running. */
export const exitCodeFor = (outcomes: readonly Outcome[]): ExitCode => {
  const { passed, failed } = sum(outcomes);
  if (failed > 0) return EXIT.refuted;
  return passed > 0 ? EXIT.held : EXIT.environment;
};

/** One line for a suite that has ended. */
export function suiteLine(name: string, outcome: Outcome, elapsedMs: number): string {
  if (outcome.reason !== undefined) return `SKIP ${name}: ${outcome.reason}`;
  const counts = [
    `${outcome.passed} passed`,
    ...(outcome.failed > 0 ? [`${outcome.failed} failed`] : []),
    ...(outcome.skipped > 0 ? [`${outcome.skipped} skipped`] : []),
  ];
  return `${outcome.failed > 0 ? 'FAIL' : 'ok  '} ${name}: ${counts.join(', ')} (${formatDuration(elapsedMs)})`;
}
