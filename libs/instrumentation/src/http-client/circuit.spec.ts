import { isBrokenCircuitError } from 'cockatiel';
import { AttemptFailed, type RawAnswer } from './attempt';
import { BREAK_MS, Circuit } from './circuit';

const problem = (status: number, code: string, headers: Record<string, string> = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  text: JSON.stringify({ type: `about:blank#${code}`, title: 'x', status, code, detail: 'why' }),
});
const answered = (answer: RawAnswer): AttemptFailed => new AttemptFailed('server_error', 'answered', answer);
const timeout = new AttemptFailed('timeout', 'no answer');
const left = new AttemptFailed('aborted', 'the caller gave up');
const LATER = { 'retry-after': '5' };

type Ending = 'ok' | 'broken' | 'failed';

describe('Circuit', () => {
  let circuit: Circuit;
  beforeEach(() => {
    jest.useFakeTimers();
    circuit = new Circuit('things');
  });
  afterEach(() => jest.useRealTimers());

  const call = async (outcome: Error | 'ok' | Promise<unknown>, canTry = true): Promise<Ending> => {
    try {
      await circuit.run(
        () => (outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome)),
        canTry,
      );
      return 'ok';
    } catch (error) {
      return isBrokenCircuitError(error) ? 'broken' : 'failed';
    }
  };
  const many = async (outcome: Error, times = 30): Promise<Set<Ending>> => {
    const endings = new Set<Ending>();
    for (let n = 0; n < times; n += 1) endings.add(await call(outcome));
    return endings;
  };
  const breakIt = async (): Promise<void> => {
    await many(timeout, 10);
    expect(circuit.isClosed).toBe(false);
  };
  const untilDue = (): void => jest.advanceTimersByTime(BREAK_MS);

  it.each([
    ['no answer in time', timeout],
    ['no connection', new AttemptFailed('connection', 'ECONNREFUSED')],
    ['a bug over there', answered(problem(500, 'internal'))],
    ['a 503 that does not say when to come back', answered(problem(503, 'things.busy'))],
    ['a 503 of something before the service', answered({ status: 503, headers: LATER, text: '<html>' })],
    ['a service that ran out of its own time', answered(problem(503, 'request.timed_out', LATER))],
  ])('opens after many failures: %s', async (_what, failure) => {
    expect(await many(failure)).toEqual(new Set(['failed', 'broken']));
  });

  it.each([
    ['a refusal', answered(problem(503, 'orders.backlog_full', LATER))],
    ['shed load', answered(problem(503, 'request.overloaded', { 'retry-after': '1' }))],
    ['too many requests', answered(problem(429, 'things.too_many', LATER))],
    ['callers that leave', left],
  ])('ignores %s', async (_what, failure) => {
    expect(await many(failure)).toEqual(new Set(['failed']));
    // and it neither heals nor hides failures
    await breakIt();
  });

  it('lets one trial through when it has been open for long enough, and nobody waits for its outcome', async () => {
    await breakIt();
    expect(await call('ok')).toBe('broken');
    untilDue();
    const trial = Promise.withResolvers<void>();
    const tried = call(trial.promise);
    expect([await call('ok'), await call('ok')]).toEqual(['broken', 'broken']);
    trial.resolve();
    expect([await tried, await call('ok')]).toEqual(['ok', 'ok']);
    expect(circuit.isClosed).toBe(true);
  });

  it('stays open after a trial that ran out of time, for as long as before', async () => {
    await breakIt();
    untilDue();
    expect([await call(timeout), await call('ok')]).toEqual(['failed', 'broken']);
    untilDue();
    expect(await call('ok')).toBe('ok');
  });

  it('is as it was after a trial whose caller left: the next call is the trial', async () => {
    await breakIt();
    untilDue();
    expect(await call(left)).toBe('failed');
    expect(circuit.isClosed).toBe(false);
    expect([await call(timeout), await call('ok')]).toEqual(['failed', 'broken']);
  });

  it('closes when its trial is refused: who refuses is there', async () => {
    await breakIt();
    untilDue();
    expect(await call(answered(problem(503, 'orders.backlog_full', LATER)))).toBe('failed');
    expect(circuit.isClosed).toBe(true);
  });

  it('never takes a call for the trial that must not be one', async () => {
    await breakIt();
    untilDue();
    expect(await call('ok', false)).toBe('broken');
    expect(await call(left)).toBe('failed');
    expect(await call('ok', false)).toBe('broken');
    expect(await call('ok')).toBe('ok');
    expect(await call('ok', false)).toBe('ok');
  });

  it('learns nothing, once it is broken, from calls that began before', async () => {
    const slow = Promise.withResolvers<void>();
    const early = [call(slow.promise), call(slow.promise.then(() => Promise.reject(timeout)))];
    await breakIt();
    untilDue();
    const trial = Promise.withResolvers<void>();
    const tried = call(trial.promise);
    slow.resolve();
    expect(await Promise.all(early)).toEqual(['ok', 'failed']);
    expect([circuit.isClosed, await call('ok')]).toEqual([false, 'broken']);
    trial.resolve();
    expect([await tried, circuit.isClosed]).toEqual(['ok', true]);
  });
});
