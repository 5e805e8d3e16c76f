import type { ServiceState } from '../../engine.ts';
import type { UnitSpec } from '../unit-spec.ts';

/** Raised with each change here or in UnitSpec: an `up` of another version replaces a running supervisor. */
export const PROTOCOL_VERSION = 6;

export interface UnitStatus {
  readonly name: string;
  readonly state: ServiceState;
  readonly pid: number | null;
  /** Of its main process, in milliseconds since 1970; null where it does not run. */
  readonly startedAt: number | null;
  readonly restarts: number;
  readonly fingerprint: string;
  readonly dependsOn: readonly string[];
  /** The program that runs in the place of the service's own. */
  readonly fallback: string | null;
  /** How it last ended by itself, since it was started by hand. */
  readonly reason?: string;
}

export interface SupervisorStatus {
  readonly version: number;
  readonly pid: number;
  /** It stops everything and then ends: nothing is started any more. */
  readonly isEnding: boolean;
  readonly units: readonly UnitStatus[];
  /** What is wrong with the logs now, in words. */
  readonly troubles: readonly string[];
}

export type Request =
  | { readonly do: 'status' }
  | { readonly do: 'start'; readonly spec: UnitSpec }
  | { readonly do: 'kill' | 'pause' | 'resume' | 'restart' | 'stop'; readonly name: string }
  /** Ends the supervisor: `shutdown` stops all that runs first, `leave` leaves it running for the next one to adopt. */
  | { readonly do: 'shutdown' | 'leave' };

export type Reply =
  { readonly ok: true; readonly status: SupervisorStatus } | { readonly ok: false; readonly error: string };
