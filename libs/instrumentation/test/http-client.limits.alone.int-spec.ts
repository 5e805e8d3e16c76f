import { METRICS, Unavailable } from '@lab/contracts';
import { until } from '@lab/testing';
import { RemoteProblem } from '../src/http-client/remote-problem';
import { registry } from '../src/metrics/registry';
import { FarSide, get, hang, json, ok, problem } from './support/far-side';

const far = new FarSide();

describe('the end of a call', () => {
  const gone = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

  /** A caller that leaves while its call waits in that way, and how long it then still takes. */
  const leaveWhile = async (isWaiting: () => boolean, call: (signal: AbortSignal) => Promise<unknown>) => {
    const caller = new AbortController();
    const failure = gone(call(caller.signal));
    await until('it waits', isWaiting);
    const leftAt = performance.now();
    caller.abort();
    expect(await failure).toMatchObject({ code: 'things.aborted' });
    return performance.now() - leftAt;
  };

  it('is its caller leaving, whatever it waits for: an answer, a turn, the next attempt', async () => {
    const things = far.client({ maxConcurrent: 1, maxQueue: 1 });
    far.reply = hang;
    const call = (signal: AbortSignal): Promise<unknown> => things.request(get({ signal }));
    expect(await leaveWhile(() => far.seen.length === 1, call)).toBeLessThan(500);

    const stays = gone(things.request(get()));
    await until('the slot is taken', () => far.seen.length === 2);
    expect(await leaveWhile(() => true, call)).toBeLessThan(500);
    expect(far.seen).toHaveLength(2);
    await stays;

    far.reply = problem(503, 'things.busy', { 'retry-after': '1' });
    const before = far.seen.length;
    expect(await leaveWhile(() => far.seen.length === before + 1, call)).toBeLessThan(500);
    expect(far.seen).toHaveLength(before + 1);
  });

  it('is its deadline, also while it waits for its turn', async () => {
    far.reply = hang;
    const things = far.client({
      maxConcurrent: 1,
      maxQueue: 1,
      timeoutMs: 2000,
      deadlineMs: 2000,
      retries: 0,
    });
    const first = gone(things.request(get()));
    await until('the slot is taken', () => far.seen.length === 1);
    const start = performance.now();
    // as the first one, which began before: its time is over when the slot is free
    expect(await gone(things.request(get()))).toMatchObject({ code: 'things.timeout' });
    expect(performance.now() - start).toBeLessThan(2500);
    await first;
  });
});

describe('the circuit', () => {
  const breaker = async () =>
    /breaker_state\{client="things"\} (\d)/.exec(
      await registry.getSingleMetricAsString(METRICS.httpClientBreaker),
    )?.[1];

  it('opens after many failures, spares the far side, and closes when it answers again', async () => {
    const things = far.client({ retries: 0 });
    far.reply = json(500, {});
    for (let n = 0; n < 10; n += 1)
      await expect(things.request(get())).rejects.toMatchObject({ code: 'things.bad_answer' });
    expect(await breaker()).toBe('2');
    await expect(things.request(get())).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'things.circuit_open',
      retryAfterSeconds: 1,
    });
    expect(far.seen).toHaveLength(10);
    far.reply = ok;
    await until('the circuit is closed', () =>
      things.request(get()).then(
        () => true,
        () => false,
      ),
    );
    expect(await breaker()).toBe('0');
  });

  const failures = (call: () => Promise<unknown>, times: number): Promise<unknown[]> =>
    Promise.all(Array.from({ length: times }, () => call().catch((error: unknown) => error)));

  it('opens when the far side does not answer before the deadline of the call', async () => {
    far.reply = hang;
    // the first attempt is cut off by its own time, the second by the call's
    const things = far.client({ retries: 1, timeoutMs: 200, deadlineMs: 300, maxConcurrent: 5 });
    await failures(() => things.request(get()), 5);
    expect([far.seen.length, await breaker()]).toEqual([10, '2']);
  });

  it('is not closed by a trial that its caller, or the time, cuts off; a long poll is never the trial', async () => {
    far.reply = hang;
    const things = far.client({ retries: 0, timeoutMs: 300, deadlineMs: 300, maxConcurrent: 10 });
    await failures(() => things.request(get()), 10);
    expect(await breaker()).toBe('2');
    const isDue = async (): Promise<boolean> => {
      const before = far.seen.length;
      const caller = new AbortController();
      const trial = things.request(get({ signal: caller.signal })).catch((error: unknown) => error);
      await Promise.race([trial, until('it arrived', () => far.seen.length > before)]);
      caller.abort();
      return (await trial) instanceof Unavailable && far.seen.length > before;
    };
    await until('a trial went out, whose caller left', isDue);
    expect(await breaker()).toBe('1');

    const poll = get({ path: '/things/1?wait=20s', timeoutMs: 20_000, trial: get() });
    expect(await things.request(poll).catch((error: unknown) => error)).toMatchObject({
      code: 'things.timeout',
    });
    expect(far.seen.at(-1)?.url).toBe('/things/1'); // the trial in its place
    expect(await breaker()).toBe('2');

    far.reply = ok;
    await until('the circuit is closed', () =>
      things.request(poll).then(
        () => true,
        () => false,
      ),
    );
    expect(far.seen.slice(-2).map(({ url }) => url)).toEqual(['/things/1', '/things/1?wait=20s']);
    expect(await breaker()).toBe('0');
  });

  it('makes nobody wait for the outcome of a trial', async () => {
    far.reply = hang;
    const things = far.client({ retries: 0, timeoutMs: 400, deadlineMs: 400, maxConcurrent: 10 });
    await failures(() => things.request(get()), 10);
    await until('a trial is under way', async () => {
      void things.request(get()).catch(() => undefined);
      return (await breaker()) === '1';
    });
    const start = performance.now();
    expect(await failures(() => things.request(get()), 5)).toEqual(
      Array.from({ length: 5 }, () => expect.objectContaining({ code: 'things.circuit_open' })),
    );
    expect(performance.now() - start).toBeLessThan(200);
  });

  it('stays closed, and lets every call through, while the far side refuses', async () => {
    const things = far.client({ maxConcurrent: 64 });
    far.reply = problem(503, 'things.backlog_full', { 'retry-after': '5' });
    const start = performance.now();
    expect(await failures(() => things.request(get()), 30)).toEqual(
      Array.from({ length: 30 }, () =>
        expect.objectContaining({ code: 'things.backlog_full', retryAfterSeconds: 5 }),
      ),
    );
    expect([far.seen.length, await breaker()]).toEqual([30, '0']);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('stays closed whatever the input is blamed for', async () => {
    const things = far.client();
    far.reply = problem(422, 'things.invalid');
    for (let n = 0; n < 30; n += 1) await expect(things.request(get())).rejects.toBeInstanceOf(RemoteProblem);
    expect(far.seen).toHaveLength(30);
  });
});
