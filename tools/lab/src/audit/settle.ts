import { EnvironmentError } from '../errors.ts';
import type { Verdict } from './conservation.ts';
import { describePulse, isSame, isSettled, type Pulse } from './pulse.ts';
import type { Rule } from './violations.ts';

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

/** Broken at rest or not: nothing that is under way could explain it. */
const AT_ANY_MOMENT: ReadonlySet<string> = new Set<Rule>([
  'promised_missing',
  'status_unknown',
  'queue_missing',
]);

/** In a lab that never comes to rest, a reservation made between two reads would look like a lost one: most rules cannot be judged. */
const restless = (verdict: Verdict, pulse: Pulse, limitMs: number): Verdict => {
  const violations = verdict.violations.filter(({ rule }) => AT_ANY_MOMENT.has(rule));
  const counts = Object.entries(verdict.violationCounts).filter(([rule]) => AT_ANY_MOMENT.has(rule));
  if (counts.length > 0) return { ...verdict, violations, violationCounts: Object.fromEntries(counts) };
  throw new EnvironmentError(
    `the lab did not come to rest within ${limitMs / 1000} s (${describePulse(pulse)}), so nothing is judged. ` +
      'Stop what places orders, or set a longer --settle, and run `lab audit` again',
  );
};

/**
 * Waits until nothing is under way, then judges; judges again when something moved while it was reading. When the
 * limit is over it judges what lies still, so that an order nobody will ever settle is named rather than waited for. Rejects if
 * nothing lies still and nothing is known to be lost.
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
      if (isOver && --triesLeft === 0) return restless(verdict, after, options.limitMs);
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
