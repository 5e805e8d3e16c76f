import { isRestarted, nextDelayMs } from './backoff.ts';

describe('nextDelayMs', () => {
  it("doubles from 100 ms to a minute, as Docker's does", () => {
    const delays: number[] = [];
    for (let delay = nextDelayMs(0, 0); delays.length < 12; delay = nextDelayMs(delay, 50))
      delays.push(delay);
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000]);
  });

  it('begins anew once the service has run for ten seconds', () => {
    expect(nextDelayMs(6400, 9999)).toBe(12_800);
    expect(nextDelayMs(6400, 10_000)).toBe(100);
  });
});

describe('isRestarted', () => {
  it.each(['always', 'unless-stopped'] as const)('restarts with %s however it ended', (kind) => {
    expect(isRestarted({ kind }, { exitCode: 0, restarts: 1000 })).toBe(true);
    expect(isRestarted({ kind }, { exitCode: null, restarts: 0 })).toBe(true);
  });

  it('never restarts with no', () => {
    expect(isRestarted({ kind: 'no' }, { exitCode: 1, restarts: 0 })).toBe(false);
  });

  it('restarts on-failure only after a failure or a signal, and up to its limit', () => {
    const policy = { kind: 'on-failure', maxRestarts: 3 } as const;
    expect(isRestarted(policy, { exitCode: 0, restarts: 0 })).toBe(false);
    expect(isRestarted(policy, { exitCode: null, restarts: 2 })).toBe(true);
    expect(isRestarted(policy, { exitCode: 1, restarts: 3 })).toBe(false);
  });
});
