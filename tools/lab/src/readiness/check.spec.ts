import { judgeRollback } from './recovery.ts';
import { type Judged, type Outcome, verdictOf } from './check.ts';

const checks = (...outcomes: Outcome[]): Judged[] => outcomes.map((outcome) => ({ outcome, evidence: [] }));

describe('the verdict of a review', () => {
  it.each([
    [['held', 'held'], 'ready'],
    [['held', 'not applicable'], 'ready'],
    [['held', 'not tried'], 'not judged'],
    [['held', 'failed', 'not tried'], 'not ready'],
    [['not applicable'], 'not judged'],
    [[], 'not judged'],
  ] as const)('of %j is %s', (outcomes, verdict) => {
    expect(verdictOf(checks(...outcomes))).toBe(verdict);
  });

  it('never counts a rollback that nobody can try as held', () => {
    expect(judgeRollback().outcome).toBe('not applicable');
  });
});
