import { handOver } from './handover.ts';

/** The processes at each look; the last look goes on. */
const restart = (...looks: readonly (readonly number[])[]): Promise<void> => {
  let look = 0;
  return handOver({
    service: 'orders',
    processes: () => Promise.resolve(looks[Math.min(look++, looks.length - 1)] ?? []),
    begin: () => Promise.resolve(),
  });
};

describe('a handover', () => {
  it('is over when only the successor is left, however soon the old process went', async () => {
    await expect(restart([1], [1], [1, 2], [1, 2], [2])).resolves.toBeUndefined();
    await expect(restart([1], [2])).resolves.toBeUndefined();
  });

  it('fails where the successor ends before it took over', async () => {
    await expect(restart([1], [1, 2], [1])).rejects.toThrow(
      'orders: the new process did not become ready, so the old one goes on; `lab logs orders` shows why',
    );
  });

  it('fails where nothing is left', async () => {
    await expect(restart([1], [1, 2], [])).rejects.toThrow('orders: ended while it was being restarted');
  });

  it('fails where no successor comes', async () => {
    jest.useFakeTimers({ advanceTimers: true });
    const restarted = expect(restart([1])).rejects.toThrow('orders: not restarted within 120 s');
    await jest.advanceTimersByTimeAsync(121_000);
    await restarted;
    jest.useRealTimers();
  });
});
