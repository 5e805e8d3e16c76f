import { LAB_TIME, type Objective, REAL_TIME } from '@lab/objectives';
import { policyOfAll, type Reading, type Readings, standingsOf } from './standing.ts';
import { ORDERS_OBJECTIVE } from './testing/objective.ts';

const objective = (name: string): Objective => ({ ...ORDERS_OBJECTIVE, name, title: `Title of ${name}` });
const reading = (slo: string, value: number, more: Record<string, string> = {}): Reading => ({
  labels: { sloth_slo: slo, ...more },
  value,
});
const none: Readings = { budgets: [], burnRates: [], alerts: [] };
const standing = (readings: Partial<Readings>, pace = REAL_TIME) => {
  const [first] = standingsOf([objective('orders')], pace, { ...none, ...readings });
  if (first === undefined) throw new Error('no standing');
  return first;
};

describe('how an objective stands', () => {
  it('has the numbers of its own series, at its own pace', () => {
    const budgets = [reading('orders', 0.9), reading('orders-lab', 0.4), reading('other', 0.1)];
    const burnRates = [reading('orders', 0.5), reading('orders-lab', 7)];
    expect(standing({ budgets, burnRates })).toMatchObject({ budgetRemaining: 0.9, burnRate: 0.5 });
    expect(standing({ budgets, burnRates }, LAB_TIME)).toMatchObject({ budgetRemaining: 0.4, burnRate: 7 });
  });

  it('names the alerts that fire', () => {
    const windows = { long_window: '1h', short_window: '5m', severity: 'page' };
    const alerts = [reading('orders', 1, windows), reading('other', 1, windows)];
    expect(standing({ alerts }).alerts).toEqual([{ severity: 'page', longWindow: '1h', shortWindow: '5m' }]);
  });

  it.each([Number.NaN, undefined])('has no number where nothing was counted (%s)', (value) => {
    const budgets = value === undefined ? [] : [reading('orders', value)];
    expect(standing({ budgets })).toMatchObject({ budgetRemaining: null, policy: 'release' });
  });
});

describe('the policy', () => {
  const firing = [reading('orders', 1, { severity: 'ticket' })];
  it.each([
    ['release', { budgets: [reading('orders', 0.25)] }],
    ['slow down', { budgets: [reading('orders', 0.24)] }],
    ['slow down', { budgets: [reading('orders', 0.9)], alerts: firing }],
    ['freeze', { budgets: [reading('orders', 0)] }],
    ['freeze', { budgets: [reading('orders', -3)], alerts: firing }],
  ])('is %s for %j', (policy, readings) => {
    expect(standing(readings).policy).toBe(policy);
  });

  it('of all is the strictest', () => {
    const both = [objective('orders'), objective('reads')];
    const of = (reads: number) =>
      policyOfAll(
        standingsOf(both, REAL_TIME, { ...none, budgets: [reading('orders', 0.9), reading('reads', reads)] }),
      );
    expect([of(0.9), of(0.1), of(-1)]).toEqual(['release', 'slow down', 'freeze']);
  });
});
