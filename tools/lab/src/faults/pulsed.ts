import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** In effect for `onMs`, then not for `offMs`. */
export interface Pulse {
  readonly onMs: number;
  readonly offMs: number;
}

/** A fault that comes and goes: in effect for `onMs`, then not for `offMs`, again and again. A pulse that fails ends it. */
export const pulsed = (fault: Fault, { onMs, offMs }: Pulse): Fault => {
  const stopping = new AbortController();
  let isProven = false;
  const proveOnce = async (): Promise<void> => {
    isProven ||= await fault.isActive(); // asking takes time, which no further pulse should take
  };
  let pulsing: Promise<void> | undefined;
  const pulse = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await fault.begin();
      await Promise.all([proveOnce(), sleep(onMs)]);
      await fault.end();
      await sleep(offMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    what: `${fault.what}, ${onMs} of every ${onMs + offMs} ms`,
    begin: () => {
      pulsing = pulse();
      // Who asks next is told.
      pulsing.catch(() => undefined);
      return Promise.resolve();
    },
    isActive: async () => {
      await Promise.race([pulsing, sleep(0)]);
      return isProven;
    },
    end: async () => {
      stopping.abort();
      try {
        await pulsing;
      } finally {
        await fault.end();
      }
    },
  };
};
