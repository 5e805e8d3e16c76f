import { AttemptFailed } from './attempt';
import { Retry } from './retry';

const refused = (retryAfter?: string): AttemptFailed =>
  new AttemptFailed('server_error', 'answered 503', {
    status: 503,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    text: '',
  });
const stays = new AbortController().signal;
const limits = (ms: number, signal = stays) => ({ deadline: performance.now() + ms, signal });

/** Fails with each error in turn, then succeeds; counts how often it is asked. */
const failing = (...errors: Error[]) => {
  const attempt = jest.fn((resend: number) => {
    const error = errors[resend];
    return error ? Promise.reject(error) : Promise.resolve('done');
  });
  return attempt;
};

describe('Retry', () => {
  it('gives a refusal back at once where the wait would outlast the deadline', async () => {
    const attempt = failing(refused('1'));
    await expect(new Retry(4).run(attempt, 3, limits(900))).rejects.toThrow('answered 503');
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('leaves a long wait to the caller, whatever time there is', async () => {
    const attempt = failing(refused('5'));
    const start = performance.now();
    await expect(new Retry(4).run(attempt, 3, limits(60_000))).rejects.toThrow('answered 503');
    expect([attempt.mock.calls.length, performance.now() - start < 4_000]).toEqual([1, true]);
  });

  it('ends a pause when its call is over', async () => {
    const caller = new AbortController();
    const attempt = failing(refused('1'));
    const call = new Retry(4).run(attempt, 3, limits(60_000, caller.signal));
    await new Promise(setImmediate); // its attempt has failed
    caller.abort(new AttemptFailed('aborted', 'the caller gave up'));
    await expect(call).rejects.toThrow('the caller gave up');
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('lets no more than so many calls pause at once: one more fails as its attempt did', async () => {
    const caller = new AbortController();
    const retry = new Retry(1);
    const pauses = retry.run(failing(refused('1')), 3, limits(60_000, caller.signal));
    await new Promise(setImmediate); // its attempt has failed
    await expect(retry.run(failing(refused('1')), 3, limits(60_000))).rejects.toThrow('answered 503');
    caller.abort(new AttemptFailed('aborted', 'the caller gave up'));
    await expect(pauses).rejects.toThrow('the caller gave up');
    await expect(retry.run(failing(refused()), 3, limits(60_000))).resolves.toBe('done');
  });

  it('repeats neither a bug of the far side nor what its caller gave up', async () => {
    const bug = new AttemptFailed('server_error', 'answered 500', { status: 500, headers: {}, text: '' });
    await expect(new Retry(1).run(failing(bug), 3, limits(60_000))).rejects.toThrow('answered 500');
    const gone = new AttemptFailed('aborted', 'the caller gave up');
    await expect(new Retry(1).run(failing(gone), 3, limits(60_000))).rejects.toThrow('gave up');
  });
});
