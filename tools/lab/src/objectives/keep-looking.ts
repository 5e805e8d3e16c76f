import type { Clock } from './clock.ts';

/** How often something is looked at: the error of every measured time. */
export const LOOK_MS = 500;

export interface Watch {
  /** Aborted when a look failed: what is measured from then on would be wrong. */
  readonly failed: AbortSignal;
  /** Rejects with what the look failed with. */
  stop(): Promise<void>;
}

/** Looks again and again until it is stopped, or a look fails. */
export function keepLooking(
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  look: () => Promise<void>,
): Watch {
  const [stopping, failing] = [new AbortController(), new AbortController()];
  const ended = AbortSignal.any([stopping.signal, signal]);
  const watch = async (): Promise<void> => {
    while (!ended.aborted) {
      await look();
      await clock.sleep(LOOK_MS, ended).catch(() => undefined);
    }
  };
  const watching = watch();
  watching.catch((error: unknown) => failing.abort(error));
  return {
    failed: failing.signal,
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
