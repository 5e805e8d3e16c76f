import { Unavailable } from '@lab/contracts';
import { OutboxBacklog } from './outbox.backlog';
import type { OutboxMetrics } from './outbox.metrics';
import type { Backlog, OutboxRepository } from './outbox.repository';

const CONFIG = { OUTBOX_MAX_PENDING: 100, OUTBOX_SAMPLE_MS: 1_000 };

describe('OutboxBacklog', () => {
  let sample: () => Promise<Backlog>;
  let sampled: (Backlog | 'unknown')[];
  let backlog: OutboxBacklog;

  const pendingIs = (pending: number): void => {
    sample = () => Promise.resolve({ pending, parked: 0, oldestAgeSeconds: 1 });
  };

  beforeEach(() => {
    jest.useFakeTimers();
    sampled = [];
    const outbox = { backlog: () => sample() } as unknown as OutboxRepository;
    const metrics = {
      sampled: (each: Backlog) => sampled.push(each),
      unknown: () => sampled.push('unknown'),
    } as unknown as OutboxMetrics;
    backlog = new OutboxBacklog(outbox, metrics, CONFIG);
  });
  afterEach(() => {
    backlog.onModuleDestroy();
    jest.useRealTimers();
  });

  it('refuses orders from its bound on, and takes them again below it', async () => {
    backlog.onApplicationBootstrap();
    pendingIs(100);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([backlog.isFull, backlog.refusal()]).toEqual([true, expect.any(Unavailable)]);

    pendingIs(99);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(backlog.isFull).toBe(false);
    expect(sampled).toMatchObject([{ pending: 100 }, { pending: 99 }]);
  });

  it('keeps its last sample while Postgres is away, and does not show it', async () => {
    pendingIs(100);
    await backlog.sample();
    sample = () => Promise.reject(new Unavailable('orders.postgres_unavailable', 'away', 1));

    await expect(backlog.sample()).resolves.toBeUndefined();
    expect([backlog.isFull, backlog.refusal().message]).toEqual([
      true,
      expect.stringContaining('100 messages'),
    ]);
    expect(sampled.at(-1)).toBe('unknown');
  });

  it('does not sample again while a sample is slow', async () => {
    const slow = Promise.withResolvers<Backlog>();
    let samples = 0;
    sample = () => {
      samples += 1;
      return slow.promise;
    };
    backlog.onApplicationBootstrap();

    await jest.advanceTimersByTimeAsync(5_000);

    expect(samples).toBe(1);
    slow.resolve({ pending: 0, parked: 0, oldestAgeSeconds: 0 });
  });
});
