import { FAULT_NAMES, type FaultName } from '@lab/contracts';
import { FAULT_KEYS } from '../../faults/flags/fault-keys.ts';
import type { Chosen } from '../../faults/flags/flag-file.ts';
import type { Verification } from '../../faults/flags/verify-faults.ts';
import { table } from '../../report/table.ts';

/** One row of `lab fault list`. `on`: null where the lab does not run, so nobody knows. */
export interface Listed {
  readonly name: FaultName;
  readonly service: string;
  readonly operation: string;
  readonly cause: string;
  readonly what: string;
  readonly on: { readonly strength: string; readonly seed: number } | false | null;
}

export const listFaults = (on: readonly Chosen[] | undefined): Listed[] =>
  FAULT_NAMES.map((name) => {
    const { service, operation, cause, what } = FAULT_KEYS[name];
    const chosen = on?.find((each) => each.name === name);
    const state = chosen && { strength: chosen.strength, seed: chosen.seed };
    return { name, service, operation, cause, what, on: on === undefined ? null : (state ?? false) };
  });

export const describeList = (listed: readonly Listed[]): string[] =>
  table(
    ['FAULT', 'SERVICE', 'OPERATION', 'CAUSE', 'ON'],
    listed.map(({ name, service, operation, cause, on }) => [
      name,
      service,
      operation,
      cause,
      on === null ? '?' : on === false ? '-' : `${on.strength}, seed ${on.seed}`,
    ]),
  );

const MARKS = { visible: '✓', 'not visible': '✗', 'not judged': '?' } as const;

export const describeVerifications = (verified: readonly Verification[]): string[] =>
  table(
    ['', 'FAULT', 'STRENGTH', 'CONTROL', 'ACTIVE', 'SHOWS'],
    verified.map(({ name, strength, verdict, control, active, shows }) => [
      MARKS[verdict],
      name,
      strength,
      shown(control),
      shown(active),
      shows,
    ]),
  );

const shown = (value: number | null): string => {
  if (value === null) return '-';
  return Math.abs(value) >= 1_000 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
};
