import { UsageError } from '../../errors.ts';
import { planLogs } from './plan.ts';

const known = [
  { name: 'gateway', environment: { LOG_FORMAT: 'logfmt' } },
  { name: 'orders', environment: { LOG_FORMAT: 'ltsv' } },
  { name: 'postgres', environment: {} },
];
const all = ['gateway', 'orders', 'postgres'];
const ID = '0af7651916cd43dd8448eb211c80319c';

describe('planLogs', () => {
  it('shows one service whole', () => {
    expect(planLogs(['orders'], known, {})).toEqual({
      services: ['orders'],
      ours: ['orders'],
      follow: false,
      form: 'readable',
      notes: [],
    });
  });

  it('shows the end of every service when none is named', () => {
    expect(planLogs([], known, { follow: true })).toMatchObject({ services: all, follow: true, lines: 20 });
    expect(planLogs([], known, { lines: 3 })).toMatchObject({ services: all, lines: 3 });
    expect(planLogs(['orders', 'postgres', 'orders'], known, {})).toMatchObject({
      services: ['orders', 'postgres'],
      ours: ['orders'],
    });
  });

  it('reads only services that have levels when asked for one, and says whom the user named in vain', () => {
    expect(planLogs([], known, { level: 'warn' })).toMatchObject({
      services: ['gateway', 'orders'],
      lines: 20,
      level: 'warn',
      notes: [],
    });
    expect(planLogs(['postgres', 'orders'], known, { level: 'warn' })).toMatchObject({
      services: ['orders'],
      notes: ['the lines of postgres have neither levels nor traces, so none is shown'],
    });
  });

  it('looks for a trace in all that there is', () => {
    const plan = planLogs([], known, { trace: ID });
    expect(plan).toMatchObject({ services: ['gateway', 'orders'], trace: ID });
    expect(plan.lines).toBeUndefined();
    expect(planLogs([], known, { trace: ID.slice(0, 8), lines: 5 })).toMatchObject({
      trace: '0af76519',
      lines: 5,
    });
  });

  it('prints as it was written, or for programs', () => {
    expect(planLogs([], known, { raw: true }).form).toBe('raw');
    expect(planLogs([], known, { json: true }).form).toBe('json');
  });

  it('refuses the name of a service that there is not', () => {
    expect(() => planLogs(['order'], known, {})).toThrow(
      new UsageError('unknown service "order"; available: gateway, orders, postgres'),
    );
  });
});
