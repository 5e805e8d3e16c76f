import type { Verdict } from './conservation.ts';
import type { Pulse } from './pulse.ts';
import { type Audited, auditAtRest } from './settle.ts';
import type { Rule } from './violations.ts';

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

const broken = (...rules: readonly Rule[]): Pick<Verdict, 'violations' | 'violationCounts'> => ({
  violations: rules.map((rule) => ({ rule, subject: 'order-1', detail: 'as seen' })),
  violationCounts: Object.fromEntries(rules.map((rule) => [rule, 1])),
});

/** Plays the pulses one after the other, the last one for ever; time passes only in sleep. */
const play = async (pulses: readonly Pulse[], limitMs: number, judgement = HELD) => {
  let at = 0;
  let now = 0;
  let judged = 0;
  const audited: Audited = {
    pulse: () => Promise.resolve(pulses[Math.min(at++, pulses.length - 1)] ?? pulse(0)),
    judge: () => {
      judged += 1;
      return Promise.resolve(judgement);
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

  const moving = Array.from({ length: 100 }, (_, i) => pulse(1, 10 + i));

  it('does not judge a lab that never comes to rest, whatever it seems to have lost', async () => {
    const lost = { ...HELD, held: false, ...broken('reservation_missing') };
    for (const verdict of [HELD, lost])
      await expect(play(moving, 5_000, verdict)).rejects.toThrow(
        'the lab did not come to rest within 5 s (1 pending, 0 in the outbox, 0 in queues), so nothing is judged',
      );
  });

  it('refutes such a lab where a promised order is missing, and says only that', async () => {
    const { verdict } = await play(moving, 5_000, {
      ...HELD,
      held: false,
      ...broken('promised_missing', 'not_settled'),
    });
    expect(verdict).toMatchObject({ held: false, ...broken('promised_missing') });
  });
});
