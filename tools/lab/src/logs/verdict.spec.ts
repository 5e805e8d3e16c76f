import type { ServiceFinding } from './compare.ts';
import { describeVerdict, isHeld, type LogVerdict } from './verdict.ts';

const finding = (overrides: Partial<ServiceFinding> = {}): ServiceFinding => ({
  service: 'orders',
  format: 'ltsv',
  produced: 1200,
  inFiles: 1200,
  unparsed: 0,
  unparsedExamples: [],
  arrived: 1200,
  duplicated: 0,
  expired: 0,
  dropped: 0,
  lost: 0,
  lostLines: [],
  ...overrides,
});
const verdict = (overrides: Partial<LogVerdict> = {}): LogVerdict => {
  const parts = {
    findings: [finding()],
    counted: [{ service: 'orders', read: 1200, recent: 0, counted: 1200 }],
    ...overrides,
  };
  return { agent: 'fluent-bit', blind: [], dropped: [], held: isHeld(parts), ...parts };
};

describe('the verdict on logs', () => {
  it('holds where nothing is lost and the counters are right', () => {
    expect(describeVerdict(verdict())).toEqual([
      'SERVICE  FORMAT  WRITTEN  IN FILES  UNPARSED  IN LOKI  DUPLICATED  LOST',
      'orders   ltsv      1,200     1,200         0    1,200           0     0',
      '',
      '  :2021 counted all 1,200 lines that fluent-bit read since it started',
      '✓ held: 1,200 lines, 0 lost, 0 duplicated, 0 unparsed',
    ]);
  });

  it('does not hold where no line was written', () => {
    const none = [finding({ produced: 0, inFiles: 0, arrived: 0 })];
    const nothing = verdict({
      findings: none,
      counted: [{ service: 'orders', read: 0, recent: 0, counted: 0 }],
    });
    expect(nothing.held).toBe(false);
    expect(describeVerdict(nothing).at(-1)).toBe('? not judged: no line was written');
  });

  it('is refuted by one lost line, and shows which', () => {
    const lostLines = [{ instance: 'a', at: 'undelivered' as const, count: 1, ranges: [{ from: 7, to: 7 }] }];
    const lines = describeVerdict(verdict({ findings: [finding({ lost: 1, arrived: 1199, lostLines })] }));
    expect(lines).toContain('✗ orders: 1 lines are in the log file but not in Loki: a 7');
    expect(lines.at(-1)).toBe('✗ refuted: 1,200 lines, 1 lost, 0 duplicated, 0 unparsed');
  });

  it('is refuted by a counter that is wrong', () => {
    const counted = [{ service: 'orders', read: 1200, recent: 0, counted: 1199 }];
    expect(describeVerdict(verdict({ counted }))).toContain(
      '✗ orders: fluent-bit read 1,200 lines since it started, but :2021 counted 1,199',
    );
    expect(verdict({ counted }).held).toBe(false);
  });

  it('is not refuted by lines too new for the counters, and tells them', () => {
    const counted = [{ service: 'orders', read: 1202, recent: 5, counted: 1200 }];
    expect(describeVerdict(verdict({ counted }))).toContain(
      '  :2021 counted 1,200 lines that fluent-bit read since it started, and not yet the newest 2',
    );
    expect(verdict({ counted }).held).toBe(true);
  });

  it('is not refuted by duplicates and unparsed lines, which it counts and shows', () => {
    const odd = finding({ duplicated: 3, unparsed: 1, unparsedExamples: ['half a li'] });
    const lines = describeVerdict(verdict({ findings: [odd] }));
    expect(lines).toContain('  orders: not ltsv: "half a li"');
    expect(lines.at(-1)).toBe('✓ held: 1,200 lines, 0 lost, 3 duplicated, 1 unparsed');
  });

  it('is not refuted by lines that a service dropped and accounts for, and counts them once', () => {
    const findings = [finding({ arrived: 1190, inFiles: 1190, dropped: 10 })];
    const lines = describeVerdict(verdict({ findings, dropped: [{ service: 'orders', lines: 10 }] }));
    expect(lines).toContain(
      '! orders dropped 10 lines that it could not write, and reported them in its log',
    );
    expect(lines.filter((line) => line.startsWith('!'))).toHaveLength(1);
    expect(lines.at(-1)).toBe('✓ held: 1,200 lines, 0 lost, 10 dropped, 0 duplicated, 0 unparsed');
  });

  it('says what was given up by whom, and which hop was not looked at', () => {
    const lines = describeVerdict(
      verdict({
        dropped: [{ service: 'fluent-bit', lines: 5000 }],
        blind: [{ hop: 'loki', reason: 'this lab runs without it' }],
      }),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        '! fluent-bit dropped 5,000 lines, by its own count',
        '? Loki was not checked: this lab runs without it',
      ]),
    );
  });
});
