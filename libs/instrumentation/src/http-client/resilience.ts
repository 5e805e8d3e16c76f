import { METRICS } from '@lab/contracts';
import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  DelegateBackoff,
  handleType,
  handleWhen,
  retry,
  type CircuitBreakerPolicy,
  type IRetryBackoffContext,
} from 'cockatiel';
import { gauge } from '../metrics/metrics';
import { AttemptFailed } from './attempt';
import { retryAfterOf } from './remote-problem';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
/** After this a broken circuit lets one call through, to see. */
export const BREAK_MS = 1000;

const STATES: Readonly<Record<CircuitState, number>> = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 1,
  [CircuitState.Open]: 2,
  [CircuitState.Isolated]: 2,
};

/**
 * Half of the last 20 attempts failed: calls fail at once until the far side answers again. Counted are no answer and
 * 5xx, a 503 with Retry-After among them: a far side that sheds load asks to be left alone. What the caller gave up
 * itself says nothing about the far side.
 */
export const createBreaker = (client: string): CircuitBreakerPolicy => {
  const breaker = circuitBreaker(
    handleType(AttemptFailed, ({ reason }) => reason !== 'aborted'),
    {
      breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }),
      halfOpenAfter: BREAK_MS,
    },
  );
  const state = gauge({
    name: METRICS.httpClientBreaker,
    help: 'Circuit breaker: 0 closed, 1 half open, 2 open.',
  });
  state.set({ client }, STATES[breaker.state]);
  breaker.onStateChange((next) => state.set({ client }, STATES[next]));
  return breaker;
};

export const createBulkhead = (concurrent: number, queued: number) => bulkhead(concurrent, queued);

// 500 is a bug on the far side: the same request would meet it again
const isWorthRepeating = (error: unknown): boolean =>
  error instanceof AttemptFailed && error.reason !== 'aborted' && (error.answer?.status ?? 503) !== 500;

/** Full jitter, doubling: after a restart the callers must not come back all at once. Retry-After is heeded. */
const pauseMs = (attempt: number, error: unknown, random: () => number = Math.random): number => {
  const asked =
    error instanceof AttemptFailed && error.answer ? retryAfterOf(error.answer.headers) : undefined;
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return (asked ?? 0) * 1000 + random() * ceiling;
};

/** Repeats attempts that may succeed the next time, as long as the pause before still leaves time until `deadline`. */
export const createRetry = (retries: number, deadline: number) =>
  retry(
    handleWhen(
      (error) => isWorthRepeating(error) && performance.now() + pauseMs(1, error, () => 0) < deadline,
    ),
    {
      maxAttempts: retries,
      // the pause does not heed the call's signal, so it must not outlast the deadline
      backoff: new DelegateBackoff(({ attempt, result }: IRetryBackoffContext<unknown>) =>
        Math.min(
          pauseMs(attempt, 'error' in result ? result.error : undefined),
          Math.max(0, deadline - performance.now()),
        ),
      ),
    },
  );
