import { groupLines, logEvidence } from './logs.ts';

const line = (at: number, message: string, labels: Record<string, string> = {}) => ({
  ...{ at, line: message },
  labels: { service_name: 'orders', level: 'warn', ...labels },
});
const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe('log lines as evidence', () => {
  it('are counted by service, level and message, the most frequent first', () => {
    const groups = groupLines([
      line(1, 'retry'),
      line(2, 'request failed', {
        err_message: 'inventory: timeout',
        route: '/orders',
        status: '503',
        trace_id: TRACE,
      }),
      line(3, 'request failed', { err_message: 'another' }),
      line(4, 'request failed', { service_name: 'gateway' }),
    ]);
    expect(groups.map(({ service, message, count }) => [service, message, count])).toEqual([
      ['orders', 'request failed', 2],
      ['orders', 'retry', 1],
      ['gateway', 'request failed', 1],
    ]);
    expect(groups[0]).toMatchObject({
      firstAt: 2,
      lastAt: 3,
      detail: 'inventory: timeout, /orders, 503',
      traceId: TRACE,
    });
  });

  it('have no trace whose id is none', () => {
    expect(groupLines([line(1, 'x', { trace_id: '"><script>' })])[0]).not.toHaveProperty('traceId');
  });

  it('are a bounded sample, with exact counts', async () => {
    const asked: unknown[] = [];
    const loki = {
      countBy: async () => [
        { labels: { service_name: 'orders', level: 'warn' }, count: 3 },
        { labels: { service_name: 'gateway', level: 'error' }, count: 5000 },
      ],
      lines: async (query: string, range: object) => {
        asked.push([query, range]);
        return [line(1, 'retry')];
      },
    };
    expect(await logEvidence(loki, { from: 0, to: 10 })).toMatchObject({
      counts: [
        { service: 'gateway', level: 'error', count: 5000 },
        { service: 'orders', level: 'warn', count: 3 },
      ],
      sampled: 1,
    });
    expect(asked).toEqual([
      [expect.stringContaining('level=~"warn|error|fatal"'), { from: 0, to: 10, limit: 2000 }],
    ]);
  });
});
