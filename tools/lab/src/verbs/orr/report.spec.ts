import { announce } from './plan.ts';
import { type Review, reviewLines } from './report.ts';

const review: Review = {
  verdict: 'not ready',
  engine: 'native',
  finishedAt: '2026-11-28T18:00:00.000Z',
  checks: [
    { name: 'monitoring', outcome: 'held', evidence: ['20 services'] },
    { name: 'capacity', outcome: 'failed', evidence: ['never measured', 'second line'] },
    { name: 'rollback', outcome: 'not applicable', evidence: ['no earlier release'] },
    { name: 'failure of redis', outcome: 'not tried', evidence: ['left out by --skip-faults'] },
  ],
};

describe('the review for a person', () => {
  it('is a table of checks with their evidence, and the verdict', () => {
    expect(reviewLines(review)).toEqual([
      '   CHECK             VERDICT         EVIDENCE',
      '✓  monitoring        held            20 services',
      '✗  capacity          failed          never measured',
      '                                     second line',
      '-  rollback          not applicable  no earlier release',
      '?  failure of redis  not tried       left out by --skip-faults',
      '',
      '✗ not ready: capacity',
    ]);
  });

  it('names what was not tried, and what is not applicable yet', () => {
    expect(reviewLines({ ...review, verdict: 'not judged' }).at(-1)).toBe(
      '? not judged: failure of redis not tried',
    );
    expect(reviewLines({ ...review, verdict: 'ready' }).at(-1)).toBe(
      '✓ ready, except what is not applicable yet: rollback',
    );
    expect(reviewLines({ ...review, verdict: 'ready', checks: [] }).at(-1)).toBe('✓ ready');
  });

  it('counts the evidence that it does not show', () => {
    const evidence = Array.from({ length: 15 }, (_, index) => `problem ${index}`);
    const lines = reviewLines({ ...review, checks: [{ name: 'alerts', outcome: 'failed', evidence }] });
    expect(lines.join()).toContain('problem 11');
    expect(lines.join()).not.toContain('problem 12');
    expect(lines.join()).toContain('… and 3 more (--json)');
  });
});

describe('the announcement', () => {
  it('names what will be killed, or that nothing will', () => {
    expect(announce(['postgres', 'redis'], false).join('\n')).toContain('it kills postgres, redis');
    expect(announce(['postgres', 'redis'], true).join('\n')).not.toContain('kills postgres');
  });
});
