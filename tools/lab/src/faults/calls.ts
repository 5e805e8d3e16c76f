import type { Engine, EngineName } from '../engines/engine.ts';
import { UsageError } from '../errors.ts';
import type { Fault } from './fault.ts';
import { pulsed, type Pulse } from './pulsed.ts';
import { crashed, type FaultTarget, frozen, restarted, type RestartTarget } from './service-faults.ts';
import { together } from './together.ts';

/** A fault that is named in words (actions/): `latency redis --from inventory --ms 200`. */
export interface WordedFault {
  readonly fault: Fault;
  /** Rejects where this lab cannot do it. Ask before anything starts. */
  check(): Promise<void>;
}

export type ActionTarget = FaultTarget &
  RestartTarget & {
    /** UsageError for words that name no fault. It is undone after `forMs` at the latest, whatever happens to this process. */
    worded(text: string, forMs: number): WordedFault;
  };

/** A fault as a command line asks for it: what a step of an experiment does. */
export interface Action {
  readonly services: readonly string[];
  /** How long it stays in force; 0 where the lab mends it by itself. */
  readonly forMs: number;
  readonly engines: readonly EngineName[];
  readonly activeWithinMs: number;
  /** Rejects where this lab cannot do it. Ask before anything starts. */
  check?(target: ActionTarget): Promise<void>;
  fault(target: ActionTarget): Fault;
}

/** A command line that was read: the verb's name, its arguments, and its options as their parsers return them. */
export interface Call {
  readonly verb: string;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface PauseOptions {
  /** Milliseconds; without it the service stays paused until somebody resumes it. */
  readonly for?: number;
  readonly pulse?: Pulse;
}

/** Of kill, pause and restart. */
const ACTIVE_WITHIN_MS = 15_000;
/** An action may restart a service, or wait until it has asked its dependency again. */
const WORDED_WITHIN_MS = 60_000;
const EVERYWHERE: readonly EngineName[] = ['compose', 'native'] satisfies readonly Engine['name'][];

/** Frozen for a time, or in pulses for that time. */
const pause = ({ args, options }: Call): Action => {
  const { for: forMs, pulse } = options as PauseOptions;
  if (forMs === undefined)
    throw new UsageError('pause needs --for in an experiment, so that it ends whatever happens');
  const fault = (target: ActionTarget): Fault => frozenAll(target, args, pulse);
  return { services: args, forMs, engines: EVERYWHERE, activeWithinMs: ACTIVE_WITHIN_MS, fault };
};

export const frozenAll = (target: FaultTarget, services: readonly string[], pulse?: Pulse): Fault => {
  const fault = together(services.map((service) => frozen(target, service)));
  return pulse === undefined ? fault : pulsed(fault, pulse);
};

const kill = ({ args }: Call): Action => ({
  services: args,
  forMs: 0,
  engines: EVERYWHERE,
  activeWithinMs: ACTIVE_WITHIN_MS,
  fault: (target) => together(args.map((service) => crashed(target, service))),
});

const restart = ({ args }: Call): Action => ({
  services: args,
  forMs: 0,
  engines: EVERYWHERE,
  activeWithinMs: ACTIVE_WITHIN_MS,
  fault: (target) => together(args.map((service) => restarted(target, service))),
});

/** `chaos do latency redis --from inventory --ms 200 --for 20s`. The lab's engine says what it can do of them. */
const worded = ({ args, options }: Call): Action => {
  const { for: forMs } = options as { for: number };
  const from = args.indexOf('--from');
  const text = textOf(args);
  return {
    services: [args[1], from === -1 ? undefined : args[from + 1]].filter((name) => name !== undefined),
    forMs,
    engines: EVERYWHERE,
    activeWithinMs: WORDED_WITHIN_MS,
    check: (target) => target.worded(text, forMs).check(),
    fault: (target) => target.worded(text, forMs).fault,
  };
};

/** Words in one string, as `splitWords` splits it. */
export const textOf = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s'"\\]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');

/** By verb. A new kind of fault is one more line here, or one more action in words. */
const ACTIONS: Readonly<Record<string, (call: Call) => Action>> = {
  kill,
  pause,
  restart,
  'chaos do': worded,
};

/** UsageError where the call does nothing to the lab that could be proven and undone. */
export function actionOf(call: Call): Action {
  const make = ACTIONS[call.verb];
  if (make === undefined)
    throw new UsageError(`${call.verb} is not a fault; available: ${Object.keys(ACTIONS).join(', ')}`);
  return make(call);
}
