import { LEAST_STEPS } from '@lab/analysis/capacity';
import { SETTLE_LIMIT_MS } from '../audit/outcome.ts';

interface Timing {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** The first request is seen a second late at most, and the readings take a moment. */
const SLACK_MS = 2000;
/** What a step takes beside its load: k6 starts and ends, orders settle. */
const STEP_EXTRA_MS = 3000;

/** How long k6 runs. */
export const loadMs = ({ warmUpMs, measureMs }: Timing): number => warmUpMs + measureMs + SLACK_MS;

/** What so many more steps take, the one of the prediction, and the audit. */
export const leftToDoMs = (timing: Timing, steps: number): number =>
  (steps + 1) * (loadMs(timing) + STEP_EXTRA_MS) + SETTLE_LIMIT_MS;

export const leastLimitMs = (timing: Timing): number => leftToDoMs(timing, LEAST_STEPS);
