import type { Standing } from '../../objectives/standing.ts';
import { standingLines } from './report.ts';

const standing = (shown: Partial<Standing>): Standing => ({
  objective: 'placing-orders-availability',
  title: '',
  target: 0.999,
  budgetRemaining: 0.8734,
  burnRate: 0.4,
  alerts: [],
  policy: 'release',
  ...shown,
});

describe('the table of objectives', () => {
  it('has a line for each, and the policy’s answer', () => {
    const alerts = [
      { severity: 'page', longWindow: '1h', shortWindow: '5m' },
      { severity: 'ticket', longWindow: '1d', shortWindow: '2h' },
    ];
    const spent = standing({
      objective: 'reading',
      target: 0.99,
      budgetRemaining: -1.5,
      burnRate: 31,
      alerts,
    });
    expect(standingLines([standing({}), { ...spent, policy: 'freeze' }], 'freeze')).toEqual([
      'OBJECTIVE                    TARGET  BUDGET LEFT  BURN RATE  ALERTS                    POLICY',
      'placing-orders-availability  99.9%   87.3%        0.40       -                         release',
      'reading                      99%     -150.0%      31.00      page 1h/5m, ticket 1d/2h  freeze',
      '',
      'freeze: an error budget is spent; deploy only what makes the lab more reliable',
    ]);
  });

  it('shows a dash where nothing was counted', () => {
    const [, line] = standingLines([standing({ budgetRemaining: null, burnRate: null })], 'release');
    expect(line).toMatch(/99\.9% +- +- +- +release$/);
  });
});
