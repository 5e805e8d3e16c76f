import type { RequestLine } from '../k6/request-line.ts';
import { line as accepted } from '../k6/testing/lines.ts';
import type { Reading } from './reading.ts';
import { stepOf, type StepReadings } from './step.ts';

const line = (endsAt: number, ms: number, changes: Partial<RequestLine> = {}): RequestLine =>
  accepted({ at: endsAt - ms, ms, id: `order-${endsAt}`, ...changes });

const reading = (at: number, changes: Partial<Reading> = {}): Reading => ({
  at,
  processes: [],
  machine: { busyMs: 0, wholeMs: 0 },
  loopSeconds: { gateway: 0, orders: 0, inventory: 0 },
  settled: 0,
  pool: { used: 1, size: 10, waiting: 0 },
  ...changes,
});

/** Two clients for two seconds, 50 ms an answer: 40 answers a second. */
const busy = (): RequestLine[] => Array.from({ length: 80 }, (_, i) => line(1000 + i * 25, 50));
const readings = (changes: Partial<StepReadings> = {}): StepReadings => ({
  clients: 2,
  lines: busy(),
  before: reading(1000),
  after: reading(3000, { settled: 76 }),
  pools: [],
  isCutShort: false,
  ...changes,
});

describe('a step', () => {
  it('counts the answers between its two readings, and no others', () => {
    const step = stepOf(
      readings({
        lines: [line(999, 50), ...busy(), line(3000, 50), line(2000, 5, { name: 'GET /catalog before' })],
      }),
    );
    expect(step).toMatchObject({
      answers: 80,
      accepted: 80,
      ordersPerSecond: 40,
      settledPerSecond: 38,
      meanMs: 50,
      p99Ms: 50,
      inSystem: 2,
    });
    expect(step.unusable).toBeUndefined();
  });

  it("is marked and not used where Little's law fails", () => {
    const step = stepOf(readings({ clients: 3 }));
    expect(step.clientFault).toMatch(/2\.0 orders in work, 3 clients/);
    expect(step.unusable).toBe(step.clientFault);
  });

  it('is not used where orders were refused, but is still judged', () => {
    const lines = busy().map((each, i) =>
      i % 10 === 0 ? { ...each, status: 503, ok: false, id: undefined } : each,
    );
    const step = stepOf(readings({ lines }));
    expect(step).toMatchObject({
      answers: 80,
      accepted: 72,
      faults: 8,
      unusable: '8 of 80 orders were refused',
    });
    expect(step.clientFault).toBeUndefined();
  });

  it('counts no fault for an order that is the client’s mistake', () => {
    const wrong = { status: 422, ok: false, id: undefined } as unknown as Partial<RequestLine>;
    expect(stepOf(readings({ lines: busy().map((each) => ({ ...each, ...wrong })) })).faults).toBe(0);
  });

  it('is not used where a service restarted', () => {
    const processes = [{ name: 'orders', rssBytes: 1, cpuSeconds: 50 }];
    const after = [{ name: 'orders', rssBytes: 1, cpuSeconds: 2 }];
    const step = stepOf(
      readings({ before: reading(1000, { processes }), after: reading(3000, { processes: after }) }),
    );
    expect(step.unusable).toBe('orders restarted');
  });

  it('is not used where the load ended too early', () => {
    expect(stepOf(readings({ isCutShort: true })).unusable).toMatch(/machine was too busy/);
  });

  it('is not used where nothing was answered', () => {
    expect(stepOf(readings({ lines: [] })).unusable).toMatch(/0\.0 orders in work/);
  });
});

describe('what a step used', () => {
  const before = reading(1000, {
    processes: [
      { name: 'orders', rssBytes: 5, cpuSeconds: 10 },
      { name: 'postgres', rssBytes: 5, cpuSeconds: 4 },
    ],
    machine: { busyMs: 1000, wholeMs: 2000 },
    loopSeconds: { gateway: 0, orders: 8, inventory: 0 },
  });
  const after = reading(3000, {
    processes: [
      { name: 'orders', rssBytes: 100, cpuSeconds: 10.8 },
      { name: 'postgres', rssBytes: 200, cpuSeconds: 3.9 }, // a connection was closed
    ],
    machine: { busyMs: 4000, wholeMs: 6000 },
    loopSeconds: { gateway: 0, orders: 9.8, inventory: 0 },
    pool: { used: 9, size: 10, waiting: 4 },
  });
  const { usage } = stepOf(readings({ before, after, pools: [{ used: 8, size: 10, waiting: 2 }] }));

  it('is the CPU of all processes over all orders, and their memory', () => {
    expect(usage.cpuSecondsPerOrder).toBeCloseTo(0.8 / 80);
    expect(usage.residentBytes).toBe(300);
    expect(usage.machineBusy).toBe(0.75);
  });

  it('is no more of a thread than CPU was used: a loop that waits for a core counts as at work', () => {
    expect(usage.threadBusy['orders']).toBeCloseTo(0.4);
  });

  it('is the mean of all looks at the pool', () => {
    expect(usage.pool).toEqual({ used: 6, size: 10, waiting: 2 });
  });
});
