import type { Verdict } from './conservation.ts';
import { describePulse, isSame, isSettled, type Pulse } from './pulse.ts';

// The broker reports what consumers hold up to 5 s late: totals may move once although nothing happened.
const TRIES_AFTER_LIMIT = 3;

/** What is audited: totals that are cheap to ask for, and the full judgement. */
export interface Audited {
  pulse(): Promise<Pulse>;
  judge(promised: ReadonlySet<string>): Promise<Verdict>;
}

interface SettleOptions {
  readonly promised: ReadonlySet<string>;
  readonly limitMs: number;
  readonly pollMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly progress: (line: string) => void;
}

/** A lab that never came to rest cannot be judged: a reservation made between two reads would look like a lost one. */
const restless = ({ orders }: Pulse, detail: string): Verdict => ({
  held: false,
  accepted: orders.total,
  confirmed: orders.confirmed,
  completed: orders.completed,
  rejected: orders.rejected,
  cancelled: orders.cancelled,
  inFlight: orders.pending,
  violations: [{ rule: 'still_changing', subject: 'lab', detail }],
  violationCounts: { still_changing: 1 },
});

/**
 * Waits until nothing is under way, then judges; judges again when something moved while it was reading. When the
 * limit is over it judges what lies still, so that an order nobody will ever settle is named rather than waited for.
 */
export const auditAtRest = async (audited: Audited, options: SettleOptions): Promise<Verdict> => {
  const deadline = options.now() + options.limitMs;
  let before = await audited.pulse();
  let told = options.now();
  let triesLeft = TRIES_AFTER_LIMIT;
  for (;;) {
    const isOver = options.now() >= deadline;
    if (isSettled(before) || isOver) {
      const verdict = await audited.judge(options.promised);
      const after = await audited.pulse();
      if (isSame(before, after)) return verdict;
      if (isOver && --triesLeft === 0)
        return restless(after, `still changing after the limit: ${describePulse(after)}`);
      before = after;
      continue;
    }
    if (options.now() - told >= 1000) {
      options.progress(`settling: ${describePulse(before)}`);
      told = options.now();
    }
    await options.sleep(options.pollMs);
    before = await audited.pulse();
  }
};
