import type { OrderRepository } from './order.repository';
import { SettlementWatch } from './settlement.watch';

const NEVER = new AbortController().signal;

describe('SettlementWatch', () => {
  let polls: string[][];
  let settledElsewhere: string[];
  let failsWith: Error | undefined;
  let watch: SettlementWatch;
  let leaving: AbortController;

  const settledAmong = (ids: string[]): Promise<string[]> => {
    polls.push(ids);
    return failsWith === undefined ? Promise.resolve(settledElsewhere) : Promise.reject(failsWith);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    [polls, settledElsewhere, failsWith] = [[], [], undefined];
    leaving = new AbortController();
    const config = { SETTLEMENT_POLL_MS: 200 };
    watch = new SettlementWatch({ settledAmong } as unknown as OrderRepository, config, leaving.signal);
  });
  afterEach(() => jest.useRealTimers());

  const ended = (waiting: Promise<void>): (() => boolean) => {
    let isEnded = false;
    void waiting.then(() => (isEnded = true));
    return () => isEnded;
  };

  it('ends every wait for an order when this process settles it, and no other', async () => {
    const [first, second, other] = ['a', 'a', 'b'].map((id) => ended(watch.wait(id, 5_000, NEVER)));

    watch.settled('a');
    await jest.advanceTimersByTimeAsync(0);

    expect([first?.(), second?.(), other?.()]).toEqual([true, true, false]);
  });

  it('finds what other processes settled, by one query for all', async () => {
    const [a, b] = ['a', 'b'].map((id) => ended(watch.wait(id, 5_000, NEVER)));
    settledElsewhere = ['b'];

    await jest.advanceTimersByTimeAsync(200);

    expect(polls).toEqual([['a', 'b']]);
    expect([a?.(), b?.()]).toEqual([false, true]);
  });

  it('goes on looking after a query that failed', async () => {
    const a = ended(watch.wait('a', 5_000, NEVER));
    failsWith = new Error('Postgres is away');
    await jest.advanceTimersByTimeAsync(200);
    expect(a()).toBe(false);

    [failsWith, settledElsewhere] = [undefined, ['a']];
    await jest.advanceTimersByTimeAsync(200);

    expect(a()).toBe(true);
  });

  it('ends when the time is over', async () => {
    const a = ended(watch.wait('a', 1_000, NEVER));

    await jest.advanceTimersByTimeAsync(999);
    expect(a()).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(a()).toBe(true);
  });

  it('ends when the client goes away, and before it begins if it has gone already', async () => {
    const client = new AbortController();
    const a = ended(watch.wait('a', 5_000, client.signal));
    client.abort();
    const b = ended(watch.wait('b', 5_000, client.signal));

    await jest.advanceTimersByTimeAsync(0);
    expect([a(), b()]).toEqual([true, true]);
  });

  it('ends when the process drains, and lets no wait begin after that', async () => {
    const a = ended(watch.wait('a', 5_000, NEVER));
    leaving.abort();
    const b = ended(watch.wait('b', 5_000, NEVER));

    await jest.advanceTimersByTimeAsync(0);
    expect([a(), b()]).toEqual([true, true]);
  });

  it('asks nothing and keeps no timer when nobody waits', async () => {
    watch.settled('a');
    void watch.wait('a', 100, NEVER);
    await jest.advanceTimersByTimeAsync(1_000);

    expect(polls).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
