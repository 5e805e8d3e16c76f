import { basename } from 'node:path';
import { z } from 'zod';
import { shorten } from './shorten.ts';
import type { Outcome } from './suite.ts';

/** The part of Jest's --json output that is used here. */
export const JestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).default([]),
          /** Why a test that may be tried again was. */
          retryReasons: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});
export type JestReport = z.infer<typeof JestReport>;

/**
 * Counts a run of Jest. A file that cannot be loaded is a failed test, and so is whatever else made Jest end badly:
 * a run is never better than its exit code.
 */
export function outcomeOf(report: JestReport, exitCode: number | null, output: string): Outcome {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  const messages = report.testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => `${name}\n${message}`);
  if (passed + failed + skipped === 0)
    return { passed, failed: 1, skipped, report: `no test was found\n${output}` };
  if (exitCode !== 0 && failed === 0) {
    const how = exitCode === null ? 'was killed by a signal' : `exited with ${exitCode}`;
    return { passed, failed: 1, skipped, report: `Jest ${how}, although no test failed\n${output}` };
  }
  return {
    passed,
    failed,
    skipped,
    report: [...messages, ...retries(report), ...skippedNames(report)].join('\n'),
    failures: failureLines(report),
  };
}

/** A file that cannot be loaded has no tests to name. */
const failureLines = ({ testResults }: JestReport): string[] =>
  testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [`${basename(name)}: ${shorten(message)}`];
      return failed.map(
        ({ fullName, failureMessages }) =>
          `${basename(name)}: ${fullName}: ${shorten(failureMessages.join(' '))}`,
      );
    });

const testsOf = ({ testResults }: JestReport) =>
  testResults.flatMap(({ assertionResults }) => assertionResults);

/** What did not pass at once says so, and why: it may be about to fail for good. */
const retries = (report: JestReport): string[] =>
  testsOf(report)
    .filter(({ retryReasons }) => retryReasons.length > 0)
    .map(({ fullName, retryReasons }) => `retried: ${fullName}\n${retryReasons.join('\n')}`);

/** A test that did not run is named: nobody finds it by a count. */
const skippedNames = (report: JestReport): string[] =>
  testsOf(report)
    .filter(({ status }) => status === 'pending' || status === 'todo')
    .map(({ fullName }) => `skipped: ${fullName}`);
