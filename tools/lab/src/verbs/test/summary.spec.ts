import { failedWith, PASSED, skippedBecause, type Outcome } from './suite.ts';
import { exitCodeFor, lastLine, suiteLine } from './summary.ts';

const many: Outcome = { passed: 40, failed: 2, skipped: 1, report: 'two of them' };

describe('the last line', () => {
  it('adds up suites and counts a static check as one', () => {
    expect(lastLine([PASSED, failedWith('x'), many, skippedBecause('no Docker')])).toBe(
      '41 passed, 3 failed, 2 skipped',
    );
  });

  it('is there when nothing ran', () => {
    expect(lastLine([])).toBe('0 passed, 0 failed, 0 skipped');
  });
});

describe('the exit code', () => {
  it.each([
    ['everything passed', [PASSED, PASSED], 0],
    ['one test failed', [PASSED, many], 1],
    ['what ran passed, some could not run', [PASSED, skippedBecause('x')], 0],
    ['nothing could run', [skippedBecause('x')], 3],
  ] as const)('%s', (_, outcomes, code) => {
    expect(exitCodeFor(outcomes)).toBe(code);
  });
});

describe('suiteLine', () => {
  it('names a failure, and a skipped suite with its reason', () => {
    expect(suiteLine('unit orders', many, 61_400)).toBe(
      'FAIL unit orders: 40 passed, 2 failed, 1 skipped (1m 01s)',
    );
    expect(suiteLine('unit orders', PASSED, 400)).toBe('ok   unit orders: 1 passed (0s)');
    expect(suiteLine('static shell', skippedBecause('no shellcheck'), 0)).toBe(
      'SKIP static shell: no shellcheck',
    );
  });
});
