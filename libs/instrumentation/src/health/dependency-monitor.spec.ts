import { Logger } from '@nestjs/common';
import { DependencyMonitor } from './dependency-monitor';

/** A client of the dependency, with a time limit of its own: 2 s. */
class FakeProbe {
  readonly name = 'redis';
  /** Of the next checks, in turn. */
  latenciesMs = [0];
  failure: Error | undefined;

  async check(): Promise<void> {
    if (this.failure) throw this.failure;
    const latencyMs = this.latenciesMs.shift() ?? 0;
    this.latenciesMs.push(latencyMs);
    await new Promise((resolve) => setTimeout(resolve, Math.min(latencyMs, 2000)));
    if (latencyMs > 2000) throw new Error('Command timed out');
  }
}

describe('DependencyMonitor', () => {
  let probe: FakeProbe;
  let monitor: DependencyMonitor;

  beforeEach(() => {
    Logger.overrideLogger(false);
    jest.useFakeTimers();
    probe = new FakeProbe();
    monitor = new DependencyMonitor(probe);
  });
  afterEach(() => {
    monitor.stop();
    jest.useRealTimers();
  });

  /** What the monitor says, each second. */
  const watch = async (seconds: number): Promise<boolean[]> => {
    const verdicts: boolean[] = [];
    for (let second = 0; second < seconds; second += 1) {
      await jest.advanceTimersByTimeAsync(1000);
      verdicts.push(monitor.verdict().isUp);
    }
    return verdicts;
  };

  it('is up within a tenth of a second of a client that connects while the service starts', async () => {
    probe.failure = new Error('not connected yet');
    void monitor.start();
    await jest.advanceTimersByTimeAsync(300);
    expect(monitor.verdict().isUp).toBe(false);
    probe.failure = undefined;
    await jest.advanceTimersByTimeAsync(100);
    expect(monitor.verdict().isUp).toBe(true);
  });

  it('checks a dependency that stays away no more often than one that was up', async () => {
    probe.failure = new Error('refused');
    const check = jest.spyOn(probe, 'check');
    void monitor.start();
    await jest.advanceTimersByTimeAsync(12_000);
    check.mockClear();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(check).toHaveBeenCalledTimes(20);
  });

  it('stays up beside a dependency whose answers take 1.5 to 3 s, many of them too long for its client', async () => {
    void monitor.start();
    await jest.advanceTimersByTimeAsync(1);
    probe.latenciesMs = [3000, 1500, 2500, 1900, 2100];

    expect(await watch(120)).not.toContain(false);
  });

  it('goes down, once, when no answer came in time for ten seconds, and says what its client said', async () => {
    void monitor.start();
    await jest.advanceTimersByTimeAsync(1);
    probe.latenciesMs = [3000];

    const verdicts = await watch(60);
    const firstDown = verdicts.indexOf(false);
    expect(firstDown).toBeGreaterThanOrEqual(9);
    expect(firstDown).toBeLessThanOrEqual(12);
    expect(verdicts.slice(firstDown)).not.toContain(true);
    expect(monitor.verdict()).toMatchObject({ reason: expect.stringContaining('Command timed out') });
  });

  it('goes down within two probes when the dependency refuses', async () => {
    void monitor.start();
    await jest.advanceTimersByTimeAsync(1);
    probe.failure = new Error('ECONNREFUSED');
    expect((await watch(4)).at(-1)).toBe(false);
  });
});
