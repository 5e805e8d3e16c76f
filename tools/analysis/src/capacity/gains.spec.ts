import { gainsOf, type Resource } from './gains.ts';

const cpu = (busy?: number): Resource => ({ name: 'core', units: 4, busy });
const orders = (busy?: number): Resource => ({ name: 'replica of orders', units: 1, busy, runsOn: 'core' });
const slot = (busy?: number): Resource => ({ name: 'pool slot', units: 10, busy });
const gains = (...resources: Resource[]) =>
  Object.fromEntries(gainsOf(300, resources).map(({ name, ordersPerSecond }) => [name, ordersPerSecond]));

describe('one more', () => {
  it('core brings a share of the throughput where the cores are busy, and nothing else brings any', () => {
    expect(gains(cpu(1), orders(0.5), slot(0.3))).toEqual({
      core: 75,
      'replica of orders': 0,
      'pool slot': 0,
    });
  });

  it('brings no more than the next resource carries', () => {
    // 300 ÷ 1 = 300 now, 300 ÷ 0.9 = 333 with another replica, which a second one would double
    const [first] = gainsOf(300, [orders(1), { ...orders(0.9), name: 'replica of gateway' }]);
    expect(first!.ordersPerSecond).toBeCloseTo(33.3, 1);
    expect(first!.why).toContain('then replica of gateway is the limit');
  });

  it('replica brings nothing without a core to run on', () => {
    const [, replica] = gainsOf(300, [cpu(0.95), orders(0.97)]);
    expect(replica).toEqual({
      name: 'replica of orders',
      ordersPerSecond: 0,
      why: 'it was 97 % busy, but one more needs core, and that was 95 % busy',
    });
  });

  it('is not known where nothing that is measured is saturated', () => {
    expect(gains(cpu(0.5), orders(0.6))).toEqual({ core: null, 'replica of orders': null });
  });

  it('is not known where nobody measured it, whatever limits', () => {
    expect(gains(cpu(1), slot(undefined))).toMatchObject({ 'pool slot': null });
  });
});
