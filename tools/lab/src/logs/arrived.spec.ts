import { newestOf, sortArrived } from './arrived.ts';
import type { ArrivedRecord } from '../signals/loki.ts';

const AGENT_STARTED = 1000;
const record = (seq: number | undefined, readAt: number): ArrivedRecord => ({
  service: 'orders',
  instance: seq === undefined ? undefined : 'a',
  seq,
  readAt,
  droppedLines: 0,
});
async function* stream(records: readonly ArrivedRecord[]): AsyncGenerator<ArrivedRecord> {
  yield* records;
}

describe('sortArrived', () => {
  it('counts what the log agent has read since it started, a record that was sent twice once', async () => {
    const records = [
      record(1, 900),
      record(2, 1000),
      record(2, 1000),
      record(3, 1001),
      record(undefined, 1002),
    ];
    const { byService, oldest } = await sortArrived(stream(records), AGENT_STARTED);
    expect(byService.get('orders')?.readTimes).toEqual([1000, 1001, 1002]);
    expect(byService.get('orders')?.tally).toMatchObject({ distinct: 3, repeated: 1, unparsed: 1 });
    expect(oldest).toBe(900);
  });

  it('counts a line again that was read again after a restart', async () => {
    const { byService } = await sortArrived(stream([record(1, 900), record(1, 1100)]), AGENT_STARTED);
    expect(byService.get('orders')?.readTimes).toEqual([1100]);
    expect(byService.get('orders')?.tally).toMatchObject({ distinct: 1, repeated: 1 });
  });

  it('knows the newest line of each process, whatever order they came in', async () => {
    const arrived = await sortArrived(
      stream([record(7, 900), record(5, 901), record(undefined, 902)]),
      AGENT_STARTED,
    );
    expect([...newestOf(arrived)]).toEqual([['a', 7]]);
  });
});
