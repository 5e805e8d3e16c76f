import { FAULT_NAMES } from '@lab/contracts';
import type { Strength } from '../../faults/flags/fault-key.ts';
import { activeAt, type Chosen, faultNamed, type FlagSet } from '../../faults/flags/flag-file.ts';

export interface Strong {
  readonly strength: Strength;
  readonly seed: number;
}

export interface OnOptions extends Strong {
  /** Milliseconds. */
  readonly for: number;
}

export interface VerifyOptions extends Strong {
  /** Milliseconds. */
  readonly window: number;
}

/** What is on after one more fault is turned on, or one that is on is changed. */
export const planOn = (
  before: FlagSet,
  fault: Chosen,
  { now, forMs }: { now: Date; forMs: number },
): FlagSet => ({
  chosen: [...activeAt(before, now).filter(({ name }) => name !== fault.name), fault],
  until: new Date(now.getTime() + forMs),
});

/** The faults to verify: those that are named, each once, or all. */
export const planVerify = (names: readonly string[], { strength, seed }: Strong): readonly Chosen[] => {
  const chosen = names.length === 0 ? FAULT_NAMES : [...new Set(names.map(faultNamed))];
  return chosen.map((name) => ({ name, strength, seed }));
};
