import { outcomeOf, type JestReport } from './jest-report.ts';

const report = (overrides: Partial<JestReport>): JestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [{ name: '/x/a.spec.ts', status: 'passed', message: '', assertionResults: [] }],
  ...overrides,
});

describe('outcomeOf', () => {
  it('counts passed, and skipped together with todo', () => {
    expect(outcomeOf(report({ numPendingTests: 1, numTodoTests: 1 }), 0, '')).toEqual({
      passed: 3,
      failed: 0,
      skipped: 2,
      report: '',
      failures: [],
    });
  });

  it('names what was skipped', () => {
    const assertionResults = [
      { fullName: 'fluent-bit reads all', status: 'pending', failureMessages: [], retryReasons: [] },
      { fullName: 'other', status: 'passed', failureMessages: [], retryReasons: [] },
    ];
    const testResults = [{ name: '/x/c.spec.ts', status: 'passed', message: '', assertionResults }];
    expect(outcomeOf(report({ numPendingTests: 1, testResults }), 0, '').report).toBe(
      'skipped: fluent-bit reads all',
    );
  });

  it('names what was tried again, and why', () => {
    const assertionResults = [
      { fullName: 'no panel moves', status: 'passed', failureMessages: [], retryReasons: ['expected []'] },
      { fullName: 'other', status: 'passed', failureMessages: [], retryReasons: [] },
    ];
    const testResults = [{ name: '/x/c.spec.ts', status: 'passed', message: '', assertionResults }];
    expect(outcomeOf(report({ testResults }), 0, '').report).toBe('retried: no panel moves\nexpected []');
  });

  it('shows what failed in full', () => {
    const failed = report({
      numFailedTests: 1,
      testResults: [{ name: '/x/b.spec.ts', status: 'failed', message: 'expected 1', assertionResults: [] }],
    });
    expect(outcomeOf(failed, 1, '')).toMatchObject({ failed: 1, report: '/x/b.spec.ts\nexpected 1' });
  });

  it('names each test that failed, in a line', () => {
    const assertionResults = [
      {
        fullName: 'a panel moves',
        status: 'failed',
        failureMessages: ['Error: \u001B[31mexpected\u001B[39m\n\n  1'],
        retryReasons: [],
      },
      { fullName: 'other', status: 'passed', failureMessages: [], retryReasons: [] },
    ];
    const testResults = [{ name: '/x/b.spec.ts', status: 'failed', message: 'all', assertionResults }];
    expect(outcomeOf(report({ numFailedTests: 1, testResults }), 1, '').failures).toEqual([
      'b.spec.ts: a panel moves: Error: expected 1',
    ]);
  });

  it('counts a file that cannot be loaded as a failed test, and names it', () => {
    const testResults = [
      { name: '/x/b.spec.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ];
    expect(outcomeOf(report({ numRuntimeErrorTestSuites: 1, testResults }), 1, '')).toMatchObject({
      passed: 3,
      failed: 1,
      failures: ['b.spec.ts: no such module'],
    });
  });

  it.each([[1], [null]])('is no better than the exit code %p', (code) => {
    expect(outcomeOf(report({}), code, 'the output')).toMatchObject({
      failed: 1,
      report: expect.stringContaining('the output'),
    });
  });

  it('fails when there was no test at all', () => {
    expect(outcomeOf(report({ numPassedTests: 0, testResults: [] }), 0, '')).toMatchObject({
      failed: 1,
      report: expect.stringContaining('no test'),
    });
  });
});
