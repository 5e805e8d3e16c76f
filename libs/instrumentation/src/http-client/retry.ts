import { setTimeout as sleep } from 'node:timers/promises';
import { AttemptFailed } from './attempt';
import type { CallLimits } from './call-limits';
import { retryAfterOf } from './remote-problem';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;
/**
 * A caller that is asked to wait for longer gets the refusal at once and may wait itself. Otherwise calls that wait would
 * soon be all that a service has room for.
 */
const LONGEST_RETRY_AFTER_S = 1;

/** Repeats attempts that may succeed the next time. No pause goes past the call's deadline or survives its caller. */
export class Retry {
  private pausing = 0;

  /** `maxPausing`: at most so many calls pause at once; one more fails with what its attempt failed with. */
  constructor(private readonly maxPausing: number) {}

  async run<T>(
    attempt: (resend: number) => Promise<T>,
    retries: number,
    limits: Pick<CallLimits, 'deadline' | 'signal'>,
  ): Promise<T> {
    for (let resend = 0; ; resend += 1) {
      try {
        return await attempt(resend);
      } catch (error) {
        const pause = resend < retries ? pauseAfter(error, resend) : undefined;
        if (pause === undefined || !this.hasRoomFor(pause, limits)) throw error;
        await this.pause(pause, limits.signal);
      }
    }
  }

  private hasRoomFor(
    pauseMs: number,
    { deadline, signal }: Pick<CallLimits, 'deadline' | 'signal'>,
  ): boolean {
    return !signal.aborted && performance.now() + pauseMs < deadline && this.pausing < this.maxPausing;
  }

  private async pause(pauseMs: number, signal: AbortSignal): Promise<void> {
    this.pausing += 1;
    try {
      await sleep(pauseMs, undefined, { signal });
    } catch {
      throw signal.reason;
    } finally {
      this.pausing -= 1;
    }
  }
}

/**
 * Milliseconds until the next attempt; undefined where it would meet the same. Full jitter, doubling: after a restart the
 * callers must not come back all at once. Retry-After is heeded.
 */
const pauseAfter = (error: unknown, resend: number): number | undefined => {
  if (!(error instanceof AttemptFailed) || error.reason === 'aborted') return undefined;
  if (error.answer?.status === 500) return undefined; // a bug in the other service
  const asked = (error.answer && retryAfterOf(error.answer.headers)) ?? 0;
  if (asked > LONGEST_RETRY_AFTER_S) return undefined;
  return asked * 1000 + Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** resend);
};
