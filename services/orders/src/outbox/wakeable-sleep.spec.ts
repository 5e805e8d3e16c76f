import { WakeableSleep } from './wakeable-sleep';

describe('WakeableSleep', () => {
  let sleep: WakeableSleep;

  beforeEach(() => {
    jest.useFakeTimers();
    sleep = new WakeableSleep();
  });
  afterEach(() => jest.useRealTimers());

  it('lasts until its time is over when nothing wakes it', async () => {
    const woken = sleep.untilWoken(1_000);
    await jest.advanceTimersByTimeAsync(1_000);

    await expect(woken).resolves.toBe(false);
  });

  it('ends when woken', async () => {
    const woken = sleep.untilWoken(1_000);
    sleep.wake();

    await expect(woken).resolves.toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not begin when it was woken before', async () => {
    sleep.wake();

    await expect(sleep.untilWoken(1_000)).resolves.toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not shortened by a wake-up when it is to last at least so long, and uses that wake-up up', async () => {
    let isOver = false;
    void sleep.atLeast(100).then(() => (isOver = true));
    sleep.wake();
    await jest.advanceTimersByTimeAsync(99);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);

    const woken = sleep.untilWoken(1_000);
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(woken).resolves.toBe(false);
  });

  it('ends for good', async () => {
    const pause = sleep.atLeast(60_000);
    sleep.end();

    await pause;
    await sleep.untilWoken(60_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
