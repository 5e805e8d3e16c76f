import type { FaultName } from '@lab/contracts';
import type { Clock } from '../../objectives/clock.ts';
import { RATES, type Rates } from '../../objectives/traffic.ts';
import { FAULT_KEYS } from './fault-keys.ts';
import type { Measure } from './fault-key.ts';
import { type Chosen, type FlagSet, NO_FLAGS } from './flag-file.ts';
import type { Loss } from './verify-loss.ts';
import { judgeSign, type Reading, type SignVerdict } from './judge-sign.ts';
import type { Window } from './read-measure.ts';

/** What a verification needs of a lab. */
export interface VerifiedLab {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long each window is. */
  readonly windowMs: number;
  /** Sends orders and reads until it is stopped. */
  traffic(rates: Rates): { stop(): Promise<void> };
  /** Resolves once the flags are in force. */
  switchTo(flags: FlagSet): Promise<void>;
  read(measure: Measure, window: Window): Promise<Reading>;
  say(line: string): void;
}

/** Whether one fault is active and visible where its key says. */
export interface Verification extends Chosen {
  readonly shows: string;
  readonly control: number | null;
  readonly active: number | null;
  readonly verdict: SignVerdict['verdict'];
  readonly why?: string;
  /** Orders that a crash lost, for a fault whose key says that it does. */
  readonly lost?: Loss;
}

const WARM_UP_MS = 5_000;
/** After a change: requests under way saw the state before it. */
const SETTLE_MS = 2_000;
/** Until the last spans and samples of a window can be read: a scrape every 5 s, an export every 5 s at most. */
const TELEMETRY_MS = 8_000;
/** A fault ends by itself so long after it was turned on, whatever becomes of this process. */
const ENDS_AFTER_MS = 120_000;

/** Each fault in turn under load, compared with one control window without any before them. Turns off what it turned on. */
export const verifyFaults = async (chosen: readonly Chosen[], lab: VerifiedLab): Promise<Verification[]> => {
  const groups = Map.groupBy(chosen, ({ name }) => FAULT_KEYS[name].rate ?? RATES.steady);
  const verified: Verification[] = [];
  for (const [steady, faults] of groups)
    verified.push(...(await verifyGroup(faults, { ...RATES, steady }, lab)));
  return verified;
};

interface Windows {
  readonly control: Window;
  readonly active: ReadonlyMap<FaultName, Window>;
}

const verifyGroup = async (
  faults: readonly Chosen[],
  rates: Rates,
  lab: VerifiedLab,
): Promise<Verification[]> => {
  const traffic = lab.traffic(rates);
  let windows: Windows;
  try {
    windows = await recordWindows(faults, lab);
  } finally {
    await traffic.stop();
  }
  await lab.clock.sleep(TELEMETRY_MS, lab.signal);
  const verified = [];
  for (const fault of faults) verified.push(await judgeFault(fault, windows, lab));
  return verified;
};

const recordWindows = async (faults: readonly Chosen[], lab: VerifiedLab): Promise<Windows> => {
  const { clock, signal } = lab;
  await clock.sleep(WARM_UP_MS, signal);
  lab.say(`control: ${lab.windowMs / 1000} s without a fault`);
  const control = await recordWindow(lab);
  const active = new Map<FaultName, Window>();
  for (const fault of faults) {
    lab.say(`${fault.name} (${fault.strength})`);
    try {
      await lab.switchTo({ chosen: [fault], until: new Date(clock.now() + ENDS_AFTER_MS) });
      await clock.sleep(SETTLE_MS, signal);
      active.set(fault.name, await recordWindow(lab));
    } finally {
      await lab.switchTo(NO_FLAGS);
    }
    await clock.sleep(SETTLE_MS, signal);
  }
  return { control, active };
};

const recordWindow = async ({ clock, signal, windowMs }: VerifiedLab): Promise<Window> => {
  const from = clock.now();
  await clock.sleep(windowMs, signal);
  return { from, to: clock.now() };
};

const judgeFault = async (fault: Chosen, windows: Windows, lab: VerifiedLab): Promise<Verification> => {
  const { sign } = FAULT_KEYS[fault.name];
  const window = windows.active.get(fault.name);
  if (window === undefined) throw new Error(`${fault.name} was not turned on`);
  const control = await lab.read(sign.measure, windows.control);
  const active = await lab.read(sign.measure, window);
  const verdict = judgeSign(sign, control, active);
  return { ...fault, shows: sign.shows, control: control.value, active: active.value, ...verdict };
};
