import { exit } from './exit';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type TerminationSignal = (typeof SIGNALS)[number];

// While the service starts, nothing was accepted that could be lost: it ends at once, as it was asked to.
let obey: (signal: TerminationSignal) => void = () => exit(0);
let isHeeding = false;
let isAsked = false;

/**
 * Heeds SIGTERM and SIGINT from now on. As process 1 of a container Node has no default for them: a signal that comes
 * before there is a handler is ignored, and the stop ends in SIGKILL when the grace period is over.
 */
export const heedTermination = (): void => {
  if (isHeeding) return;
  isHeeding = true;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      isAsked = true;
      obey(signal);
    });
  }
};

/** What the signals do once there is work to finish first. */
export const obeyTermination = (handle: (signal: TerminationSignal) => void): void => {
  obey = handle;
};

export const isTerminating = (): boolean => isAsked;
