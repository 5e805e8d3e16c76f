import { FAULT_NAMES, type FaultName } from '@lab/contracts';
import { seeded } from './seeded';

/** How a fault is turned on. */
export interface FaultSetting {
  /** Its strength, in whatever the fault counts: milliseconds, rows, percent. */
  readonly amount: number;
  readonly seed: number;
}

/** A fault while it is on. */
export interface ActiveFault extends FaultSetting {
  /** From 0 to 1, as the seed has it. */
  random(): number;
}

/** Does or undoes what a fault needs beside the code that asks for it. Safe to repeat; undefined: the fault is off. */
type Effect = (fault: ActiveFault | undefined) => void | Promise<void>;

// Of the process, like the tracer: a constructor parameter in every class that a fault slows would be more than the fault.
const active = new Map<FaultName, ActiveFault>();
const inForce = new Map<FaultName, FaultSetting>();
const effects = new Map<FaultName, Effect[]>();

/** The fault if it is on. Asked for each request, so it evaluates nothing: that was done when the flag file changed. */
export const faultOf = (name: FaultName): ActiveFault | undefined => active.get(name);

/** For a fault that changes something once, and not with each request. To be called before the application has started. */
export const onFault = (name: FaultName, effect: Effect): void => {
  effects.set(name, [...(effects.get(name) ?? []), effect]);
};

/**
 * Makes these faults the ones that are on. Resolves once every effect is done. Where one fails, a repetition tries the rest again;
 * the fault stays off meanwhile.
 */
export const switchFaults = async (wanted: ReadonlyMap<FaultName, FaultSetting>): Promise<void> => {
  for (const name of FAULT_NAMES) {
    if (!isSame(inForce.get(name), wanted.get(name))) await switchFault(name, wanted.get(name));
  }
};

const switchFault = async (name: FaultName, setting: FaultSetting | undefined): Promise<void> => {
  // Off first: nothing may use what its effect is about to change.
  active.delete(name);
  const fault = setting && { ...setting, random: seeded(setting.seed) };
  for (const effect of effects.get(name) ?? []) await effect(fault);
  inForce.delete(name);
  if (fault === undefined) return;
  active.set(name, fault);
  inForce.set(name, fault);
};

const isSame = (one: FaultSetting | undefined, other: FaultSetting | undefined): boolean =>
  one?.amount === other?.amount && one?.seed === other?.seed;
