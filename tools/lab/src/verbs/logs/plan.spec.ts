import { planLogs } from './plan.ts';

const known = ['orders', 'postgres'];

describe('planLogs', () => {
  it('shows one service whole and as it was written', () => {
    const plan = planLogs(['orders'], known, {});
    expect(plan).toMatchObject({ services: ['orders'], follow: false });
    expect(plan.lines).toBeUndefined();
    expect(plan.prefixOf('orders')).toBe('');
  });

  it('shows the end of every service when none is named, told apart', () => {
    const plan = planLogs([], known, { follow: true });
    expect(plan).toMatchObject({ services: known, follow: true, lines: 20 });
    expect(plan.prefixOf('orders')).toBe('orders   | ');
  });

  it('refuses a service that is not there and a number that is none', () => {
    expect(() => planLogs(['order'], known, {})).toThrow(
      'there is no service "order"; there are orders, postgres',
    );
    expect(() => planLogs([], known, { lines: 'ten' })).toThrow('"ten" is no number of lines');
  });
});
