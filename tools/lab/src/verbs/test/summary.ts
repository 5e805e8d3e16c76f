import { EXIT, type ExitCode } from '../../errors.ts';
import { formatDuration } from '../../programs/elapsed.ts';
import { shorten } from './shorten.ts';
import { PARTS, type Outcome, type Part, type SuiteResult } from './suite.ts';

type Counts = Pick<Outcome, 'passed' | 'failed' | 'skipped'>;

export const sum = (results: readonly Counts[]): Counts => {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of results) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
};

/** The last line of `lab test`; machines read it, so its form is fixed. */
export const lastLine = (results: readonly Counts[]): string => {
  const { passed, failed, skipped } = sum(results);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
};

/** What failed, at the end of a run whose output is longer than anybody scrolls. */
export const failureLines = (results: readonly SuiteResult[]): string[] =>
  results
    .filter(({ failed }) => failed > 0)
    .flatMap(({ part, name, report, failures = [shorten(report)] }) =>
      failures.map((failure) => `failed: ${part} ${name}: ${failure}`),
    );

/** Parts that had something to run and of which the machine let nothing run. */
export const partsNotRun = (results: readonly SuiteResult[]): Part[] =>
  PARTS.filter((part) => {
    const suites = results.filter((result) => result.part === part);
    return suites.length > 0 && suites.every(({ passed, failed }) => passed + failed === 0);
  });

/** A suite may be skipped with its reason; a whole part that did not run is no success, whatever the others say. */
export const exitCodeFor = (results: readonly SuiteResult[]): ExitCode => {
  const { passed, failed } = sum(results);
  if (failed > 0) return EXIT.refuted;
  return passed === 0 || partsNotRun(results).length > 0 ? EXIT.environment : EXIT.held;
};

/** One line for a suite that has ended. */
export function suiteLine({ part, name, seconds, ...outcome }: SuiteResult): string {
  if (outcome.reason !== undefined) return `SKIP ${part} ${name}: ${outcome.reason}`;
  const counts = [
    `${outcome.passed} passed`,
    ...(outcome.failed > 0 ? [`${outcome.failed} failed`] : []),
    ...(outcome.skipped > 0 ? [`${outcome.skipped} skipped`] : []),
  ];
  const how =
    outcome.passedBefore === true ? 'before, on the same content' : `(${formatDuration(seconds * 1000)})`;
  return `${outcome.failed > 0 ? 'FAIL' : 'ok  '} ${part} ${name}: ${counts.join(', ')} ${how}`;
}
