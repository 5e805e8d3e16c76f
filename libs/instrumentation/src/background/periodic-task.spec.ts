import { PeriodicTask } from './periodic-task';

describe('PeriodicTask', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('repeats its work at the interval until it is stopped', async () => {
    const work = jest.fn(() => Promise.resolve());
    const task = new PeriodicTask(work);
    task.start(100);
    expect(work).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(300);
    expect(work).toHaveBeenCalledTimes(3);

    task.stop();
    await jest.advanceTimersByTimeAsync(300);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('skips its turns while a run is under way, and goes on afterwards', async () => {
    const slow = Promise.withResolvers<void>();
    const work = jest.fn(() => slow.promise);
    const task = new PeriodicTask(work);
    task.start(100);
    void task.run();
    await jest.advanceTimersByTimeAsync(300);
    expect(work).toHaveBeenCalledTimes(1);

    slow.resolve();
    await jest.advanceTimersByTimeAsync(100);
    expect(work).toHaveBeenCalledTimes(2);
    task.stop();
  });

  it('runs again after a run that failed', async () => {
    const work = jest.fn(() => Promise.reject(new Error('a bug')));
    const task = new PeriodicTask(work);
    for (let run = 0; run < 2; run += 1) await expect(task.run()).rejects.toThrow('a bug');
    expect(work).toHaveBeenCalledTimes(2);
  });
});
