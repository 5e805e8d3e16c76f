import { AttemptFailed } from './attempt';

/** Until when a call may last. Everything that waits on its behalf listens to `signal` and rejects with its reason. */
export interface CallLimits {
  /** By the clock of `performance.now()`. */
  readonly deadline: number;
  /** Its reason is the AttemptFailed that the call ends with: `timeout` at the deadline, `aborted` where the caller left. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. Throws the signal's reason where none are, also if a busy process has not run the timer yet. */
  readonly remainingMs: () => number;
  /** Must be called when the call is over. */
  readonly release: () => void;
}

/** Ends a call after `timeMs`, or as soon as its caller gives up. */
export const limitCall = (timeMs: number, caller?: AbortSignal): CallLimits => {
  const controller = new AbortController();
  const leave = (): void => controller.abort(new AttemptFailed('aborted', 'the caller gave up'));
  const expire = (): void => controller.abort(new AttemptFailed('timeout', `not done within ${timeMs} ms`));
  const deadline = performance.now() + timeMs;
  const timer = setTimeout(expire, timeMs);
  caller?.addEventListener('abort', leave, { once: true });
  if (caller?.aborted) leave();
  return {
    deadline,
    signal: controller.signal,
    remainingMs: () => {
      const remaining = deadline - performance.now();
      if (remaining <= 0) expire();
      controller.signal.throwIfAborted();
      return remaining;
    },
    release: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', leave);
    },
  };
};
