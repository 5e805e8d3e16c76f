import type { Verdict } from '../../audit/conservation.ts';
import { describeVerdict } from './report.ts';

const verdict = (changes: Partial<Verdict>): Verdict => ({
  held: true,
  accepted: 1204,
  confirmed: 1200,
  completed: 0,
  rejected: 3,
  cancelled: 1,
  inFlight: 0,
  violations: [],
  violationCounts: {},
  ...changes,
});

describe('the audit for a person', () => {
  it('says how many of the confirmed orders are completed', () => {
    expect(describeVerdict(verdict({ completed: 700 }), 0).slice(0, 2)).toEqual([
      '  confirmed        1200',
      '    completed       700',
    ]);
  });

  it('is a sum and a sentence when it held', () => {
    expect(describeVerdict(verdict({}), 1200)).toEqual([
      '  confirmed        1200',
      '  rejected            3',
      '  cancelled           1',
      '  in flight           0',
      '  ─────────────────────',
      '  accepted         1204',
      '  promised         1200',
      '',
      '✓ held: all accepted orders and all stock are accounted for',
    ]);
  });

  it('names the first ten that break a rule and counts the rest', () => {
    const violations = Array.from({ length: 1000 }, (_, i) => ({
      rule: 'not_settled' as const,
      subject: `order-${i}`,
      detail: 'still pending',
    }));
    const lines = describeVerdict(
      verdict({ held: false, violations, violationCounts: { not_settled: 50_000 } }),
      0,
    ).slice(7);
    expect(lines[0]).toBe('✗ not_settled: after settling, no order is in flight (50000)');
    expect(lines.slice(1, 11)).toEqual(Array.from({ length: 10 }, (_, i) => `    order-${i}  still pending`));
    expect(lines.slice(11)).toEqual(['    … and 49990 more', '✗ refuted: see above']);
  });

  it('does not call a lab without any order held', () => {
    const empty = { accepted: 0, confirmed: 0, rejected: 0, cancelled: 0 };
    expect(describeVerdict(verdict(empty), 0).at(-1)).toBe(
      '? not judged: the lab has not accepted any order yet',
    );
    const broken = { ...empty, held: false, violationCounts: { outbox_not_empty: 1 } };
    expect(describeVerdict(verdict(broken), 0).at(-1)).toBe('✗ refuted: see above');
  });
});
