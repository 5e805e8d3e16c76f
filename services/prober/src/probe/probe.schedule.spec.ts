import type { ProbeResult } from './probe';
import { ProbeSchedule, START_MS } from './probe.schedule';
import { ProbedOrders } from './probed-orders';

const PLACED = { orderId: 'o1', traceId: 't1' };

const schedule = (results: readonly ProbeResult[], PROBE_INTERVAL_MS = 1_000) => {
  const counts: Record<string, number> = {};
  const watched: string[] = [];
  const probed = new ProbedOrders();
  const left = [...results];
  const run = jest.fn(async () => left.shift()!);
  const probes = new ProbeSchedule(
    { run } as never,
    { watch: async (traceId: string) => void watched.push(traceId) } as never,
    probed,
    { PROBE_INTERVAL_MS },
    {
      inc: ({ outcome }: { outcome: string }, by = 1) => (counts[outcome] = (counts[outcome] ?? 0) + by),
    } as never,
  );
  return { probes, counts, watched, probed, run };
};

describe('a probe', () => {
  it('is counted by its outcome, and its order is remembered for the audit', async () => {
    const { probes, counts, probed } = schedule([
      { outcome: 'confirmed', placed: PLACED },
      { outcome: 'refused' },
      { outcome: 'unread', placed: { ...PLACED, orderId: 'o2' } },
    ]);
    for (let n = 0; n < 3; n += 1) await probes.run();
    expect(counts).toEqual({ confirmed: 1, rejected: 0, late: 0, unread: 1, refused: 1 });
    expect(probed.ids).toEqual(['o1', 'o2']);
  });

  it('has its trace and lines looked for only if its order has settled: the others have not passed every service', async () => {
    const { probes, watched } = schedule([
      { outcome: 'late', placed: PLACED },
      { outcome: 'unread', placed: PLACED },
      { outcome: 'confirmed', placed: { orderId: 'o3', traceId: undefined } },
      { outcome: 'rejected', placed: { ...PLACED, traceId: 't4' } },
    ]);
    for (let n = 0; n < 4; n += 1) await probes.run();
    expect(watched).toEqual(['t4']);
  });

  it('is not counted as refused while the shop may still be starting', async () => {
    jest.useFakeTimers();
    const { probes, counts } = schedule([{ outcome: 'refused' }, { outcome: 'refused' }]);
    await probes.run();
    expect(counts['refused']).toBe(0);
    jest.setSystemTime(Date.now());
    jest.advanceTimersByTime(START_MS + 1);
    await probes.run();
    expect(counts['refused']).toBe(1);
    jest.useRealTimers();
  });
});

describe('the schedule', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('starts a probe at each interval, also when none of them ends', () => {
    const { probes, run } = schedule([]);
    run.mockImplementation(() => new Promise(() => undefined));
    probes.onApplicationBootstrap();
    jest.advanceTimersByTime(3_000);
    expect(run).toHaveBeenCalledTimes(3);
    probes.onModuleDestroy();
    jest.advanceTimersByTime(3_000);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('is off at 0', () => {
    const { probes, run } = schedule([], 0);
    probes.onApplicationBootstrap();
    jest.advanceTimersByTime(60_000);
    expect(run).not.toHaveBeenCalled();
  });
});

it('remembers the newest orders only', () => {
  const probed = new ProbedOrders();
  for (let n = 1; n <= 700; n += 1) probed.remember(`o${n}`);
  expect([probed.ids.length, probed.ids[0], probed.ids.at(-1)]).toEqual([500, 'o201', 'o700']);
});
