import type { AuditOutcome } from '../../audit/outcome.ts';
import type { Clock } from '../../objectives/clock.ts';
import { RATES, type Rates } from '../../objectives/traffic.ts';
import { FAULT_KEYS } from './fault-keys.ts';
import { type Chosen, type FlagSet, NO_FLAGS } from './flag-file.ts';

/** What proving a loss needs of a lab. */
export interface LossyLab {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sends orders and reads until it is stopped, and answers which orders were accepted. */
  traffic(rates: Rates): { stop(): Promise<ReadonlySet<string>> };
  switchTo(flags: FlagSet): Promise<void>;
  /** Crashes a service. Resolves once it is ready again. */
  crash(service: string): Promise<void>;
  audit(promised: ReadonlySet<string>): Promise<AuditOutcome>;
  /** Ends orders that nobody will ever settle, so that the lab conserves its orders again. */
  cancel(orderIds: readonly string[]): Promise<void>;
  say(line: string): void;
}

/** Orders that the audit found lost by a crash, without the fault and with it. */
export interface Loss {
  readonly control: number;
  readonly active: number;
}

const BEFORE_CRASH_MS = 5_000;
const ENDS_AFTER_MS = 120_000;

/** Crashes the service of a fault under load, first without the fault and then with it, and has the orders audited each time. */
export const verifyLoss = async (fault: Chosen, lab: LossyLab): Promise<Loss> => {
  const { service } = FAULT_KEYS[fault.name];
  lab.say(`${fault.name}: crash ${service} without it`);
  const control = await lostBy(service, lab);
  lab.say(`${fault.name}: crash ${service} with it`);
  try {
    await lab.switchTo({ chosen: [fault], until: new Date(lab.clock.now() + ENDS_AFTER_MS) });
    const active = await lostBy(service, lab);
    return { control: control.length, active: active.length };
  } finally {
    await lab.switchTo(NO_FLAGS);
  }
};

const lostBy = async (service: string, lab: LossyLab): Promise<readonly string[]> => {
  const traffic = lab.traffic(RATES);
  let promised: ReadonlySet<string>;
  try {
    await lab.clock.sleep(BEFORE_CRASH_MS, lab.signal);
    await lab.crash(service);
  } finally {
    promised = await traffic.stop();
  }
  const audit = await lab.audit(promised);
  if ('unavailable' in audit) throw new Error(audit.unavailable);
  const lost = audit.violations
    .filter(({ rule, subject }) => rule === 'not_settled' && promised.has(subject))
    .map(({ subject }) => subject);
  await lab.cancel(lost);
  return lost;
};
