import { failedWith, type Outcome, type Part, PASSED, skippedBecause, type SuiteResult } from './suite.ts';
import { exitCodeFor, failureLines, lastLine, partsNotRun, suiteLine } from './summary.ts';

const many: Outcome = { passed: 40, failed: 2, skipped: 1, report: 'two of them' };
const result = (part: Part, outcome: Outcome, seconds = 0): SuiteResult => ({
  part,
  name: 'orders',
  seconds,
  ...outcome,
});

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
  const skipped = skippedBecause('x');
  it.each<[string, SuiteResult[], number]>([
    ['everything passed', [result('static', PASSED), result('unit', PASSED)], 0],
    ['one test failed', [result('static', PASSED), result('unit', many)], 1],
    ['a suite of a part could not run', [result('static', PASSED), result('static', skipped)], 0],
    ['a whole part could not run', [result('unit', PASSED), result('int', skipped)], 3],
    ['a whole part could not run and another failed', [result('unit', many), result('int', skipped)], 1],
    ['nothing could run', [result('whole', skipped)], 3],
    ['there was nothing to run', [], 3],
  ])('%s', (_, results, code) => {
    expect(exitCodeFor(results)).toBe(code);
  });

  it('goes with the names of the parts that did not run', () => {
    expect(partsNotRun([result('whole', skipped), result('unit', PASSED), result('int', skipped)])).toEqual([
      'int',
      'whole',
    ]);
  });
});

describe('suiteLine', () => {
  it('names a failure, and a skipped suite with its reason', () => {
    expect(suiteLine(result('unit', many, 61.4))).toBe(
      'FAIL unit orders: 40 passed, 2 failed, 1 skipped (1m 01s)',
    );
    expect(suiteLine(result('unit', PASSED, 0.4))).toBe('ok   unit orders: 1 passed (0s)');
    expect(suiteLine(result('static', skippedBecause('no shellcheck')))).toBe(
      'SKIP static orders: no shellcheck',
    );
  });
});

it('says of a suite that did not run again that it passed before', () => {
  expect(suiteLine(result('unit', { ...PASSED, passed: 145, passedBefore: true }))).toBe(
    'ok   unit orders: 145 passed before, on the same content',
  );
});

describe('failureLines', () => {
  it('names each failure, with the start of its reason', () => {
    const failures = ['a.spec.ts: adds: expected 1', 'b.spec.ts: cannot be loaded'];
    const long = `the linter says\n${'x'.repeat(300)}`;
    expect(
      failureLines([
        result('static', failedWith(long)),
        result('unit', { ...many, failures }),
        result('int', PASSED),
      ]),
    ).toEqual([
      `failed: static orders: the linter says ${'x'.repeat(184)} …`,
      'failed: unit orders: a.spec.ts: adds: expected 1',
      'failed: unit orders: b.spec.ts: cannot be loaded',
    ]);
  });
});
