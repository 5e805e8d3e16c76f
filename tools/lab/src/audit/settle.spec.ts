import type { Verdict } from './conservation.ts';
import type { Pulse } from './pulse.ts';
import { type Audited, auditAtRest } from './settle.ts';

const pulse = (pending: number, total = 10): Pulse => ({
  orders: { total, pending, confirmed: total - pending, completed: 0, rejected: 0, cancelled: 0, outbox: 0 },
  stock: { reservations: total - pending, available: 5, reserved: 5, sold: 0 },
  queued: 0,
});

const HELD: Verdict = {
  held: true,
  accepted: 10,
  confirmed: 10,
  completed: 0,
  rejected: 0,
  cancelled: 0,
  inFlight: 0,
  violations: [],
  violationCounts: {},
};

/** Plays the pulses one after the other, the last one for ever; time passes only in sleep. */
const play = async (pulses: readonly Pulse[], limitMs: number) => {
  let at = 0;
  let now = 0;
  let judged = 0;
  const audited: Audited = {
    pulse: () => Promise.resolve(pulses[Math.min(at++, pulses.length - 1)] ?? pulse(0)),
    judge: () => {
      judged += 1;
      return Promise.resolve(HELD);
    },
  };
  const lines: string[] = [];
  const verdict = await auditAtRest(audited, {
    promised: new Set(),
    limitMs,
    pollMs: 250,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    progress: (line) => lines.push(line),
  });
  return { verdict, judged, now, lines };
};

describe('auditAtRest', () => {
  it('judges at once when nothing is under way', async () => {
    expect(await play([pulse(0)], 30_000)).toMatchObject({ judged: 1, now: 0 });
  });

  it('waits for orders to settle, and says so every second', async () => {
    const { judged, now, lines } = await play([...Array<Pulse>(8).fill(pulse(3)), pulse(0)], 30_000);
    expect({ judged, now }).toEqual({ judged: 1, now: 2000 });
    expect(lines).toEqual(['settling: 3 pending, 0 in the outbox, 0 in queues']);
  });

  it('judges again when something moved while it was reading', async () => {
    const { verdict, judged } = await play([pulse(0, 10), pulse(0, 11), pulse(0, 11)], 30_000);
    expect(judged).toBe(2);
    expect(verdict.held).toBe(true);
  });

  it('judges what lies still when the limit is over', async () => {
    expect(await play([pulse(1)], 5_000)).toMatchObject({ judged: 1, now: 5_000 });
  });

  it('refuses a lab that never comes to rest', async () => {
    const moving = Array.from({ length: 100 }, (_, i) => pulse(1, 10 + i));
    const { verdict } = await play(moving, 5_000);
    expect(verdict.held).toBe(false);
    expect(verdict.violations.map(({ rule }) => rule)).toEqual(['still_changing']);
  });
});
