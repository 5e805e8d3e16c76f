import type { JaegerTrace } from '@lab/analysis';
import { exemplarTraces } from './traces.ts';

/** gateway → orders, of which orders fails or not. */
const trace = (id: string, ms: number, failure?: string): JaegerTrace => {
  const span = (spanID: string, processID: string, more: object) => ({
    ...{ spanID, processID, operationName: 'POST /orders', startTime: 1_000_000, duration: ms * 1000 },
    ...more,
  });
  return {
    traceID: id,
    processes: { g: { serviceName: 'gateway' }, o: { serviceName: 'orders' } },
    spans: [
      span('1', 'g', { tags: failure === undefined ? [] : [{ key: 'error', value: true }] }),
      span('2', 'o', {
        references: [{ refType: 'CHILD_OF', spanID: '1' }],
        tags:
          failure === undefined
            ? []
            : [
                { key: 'error', value: true },
                { key: 'otel.status_description', value: failure },
              ],
      }),
    ],
  };
};
const id = (digit: string): string => digit.repeat(32);
const span = { from: 0, to: 10_000 };

describe('exemplar traces', () => {
  it('are the longest of each kind, with the place of the failure and of the time', async () => {
    const found = [
      trace(id('a'), 10, 'timeout'),
      trace(id('b'), 30, 'timeout'),
      trace(id('c'), 20),
      trace(id('b'), 30, 'timeout'),
    ];
    const exemplars = await exemplarTraces(
      { search: async ({ isFailed, service }) => (isFailed && service === 'orders' ? found : []) },
      span,
    );
    expect(exemplars).toEqual([
      {
        ...{
          id: id('b'),
          at: 1000,
          durationMs: 30,
          operation: 'gateway POST /orders',
          services: ['gateway', 'orders'],
        },
        ...{
          failure: 'orders POST /orders: timeout',
          slowest: 'orders POST /orders',
          slowestMs: 30,
          alike: 2,
        },
      },
      expect.objectContaining({ id: id('c'), alike: 1 }),
    ]);
    expect(exemplars[1]).not.toHaveProperty('failure');
  });

  it('are none where nothing failed or was slow, which is not the same as no traces at all', async () => {
    const search = async ({ isFailed, minDurationMs }: { isFailed?: true; minDurationMs?: number }) =>
      isFailed === undefined && minDurationMs === undefined ? [trace(id('a'), 1)] : [];
    expect(await exemplarTraces({ search }, span)).toEqual([]);
    await expect(exemplarTraces({ search: async () => [] }, span)).rejects.toThrow(
      'Jaeger has no trace of that time',
    );
  });
});
