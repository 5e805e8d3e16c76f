import { eventually, until } from './eventually';

const FAST = { withinMs: 30, everyMs: 1 };
const failsFirst = <T>(times: number, result: T): (() => T) => {
  let left = times;
  return () => {
    if (left-- > 0) throw new Error(`${left + 1} to go`);
    return result;
  };
};

describe('eventually', () => {
  it('returns the result of the first attempt that succeeds', async () => {
    await expect(eventually('it works', failsFirst(2, 'done'), FAST)).resolves.toBe('done');
  });

  it('takes an attempt that returns nothing for a success, as an expectation does', async () => {
    const attempt = jest.fn(async () => undefined);
    await eventually('it holds', attempt, FAST);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('fails in time with what it waited for, and with the last failure', async () => {
    const failure = new Error('still two');
    const startedAt = performance.now();
    const failed = await eventually('one is left', () => Promise.reject(failure), FAST).catch(
      (error: unknown) => error as Error,
    );
    expect(failed).toMatchObject({
      message: 'one is left: not within 30 ms. The last attempt failed: still two',
      cause: failure,
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(FAST.withinMs);
  });

  it('attempts once even without time', async () => {
    await expect(eventually('it works', () => 'done', { withinMs: 0 })).resolves.toBe('done');
  });

  it('pauses between two attempts', async () => {
    const at: number[] = [];
    const attempt = (): void => {
      at.push(performance.now());
      if (at.length < 2) throw new Error('once more');
    };
    await eventually('the second', attempt, { everyMs: 20 });
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(19); // timers may be early by a fraction of 1 ms
  });
});

describe('until', () => {
  it.each([undefined, false])('looks again on %s', async (nothing) => {
    const looks = [nothing, nothing, 'found'];
    await expect(until('something', () => looks.shift(), FAST)).resolves.toBe('found');
  });

  it.each([true, 0, '', null])('returns %p', async (found) => {
    await expect(until('something', async () => found, FAST)).resolves.toBe(found);
  });

  it('looks again after an error', async () => {
    await expect(until('something', failsFirst(1, true), FAST)).resolves.toBe(true);
  });

  it('fails with what it got instead', async () => {
    await expect(until('something', () => false, FAST)).rejects.toThrow(
      'something: not within 30 ms. The last attempt failed: got false',
    );
  });
});
