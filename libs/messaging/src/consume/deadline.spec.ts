import { Deadline, HandlerStopped, HandlerTimedOut } from './deadline';

describe('Deadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Work that ends only when it is aborted. */
  const untilAborted = (signal: AbortSignal): Promise<void> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('the work noticed'));
      });
    });

  it('ends as the work ends, and leaves no timer behind', async () => {
    const deadline = new Deadline(1000);
    await expect(deadline.run(() => Promise.resolve())).resolves.toBeUndefined();
    await expect(deadline.run(() => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('aborts work that takes too long, and says so', async () => {
    const running = new Deadline(1000).run(untilAborted);
    jest.advanceTimersByTime(1000);
    await expect(running).rejects.toBeInstanceOf(HandlerTimedOut);
  });

  it('does not wait for work that ignores its signal', async () => {
    const running = new Deadline(1000).run(() => new Promise(() => undefined));
    jest.advanceTimersByTime(1000);
    await expect(running).rejects.toThrow('not handled within 1000 ms');
  });

  it('stops everything that runs', async () => {
    const deadline = new Deadline(1000);
    const running = [deadline.run(untilAborted), deadline.run(untilAborted)];
    deadline.stop();
    for (const one of running) await expect(one).rejects.toBeInstanceOf(HandlerStopped);
  });
});
