import type { LogLimits, RestartPolicy } from '../../model/model.ts';

/** What the supervisor needs to run one service. Plain data: it travels over the control socket and lies in the state directory. */
export interface UnitSpec {
  readonly name: string;
  readonly argv: readonly string[];
  /** The program itself where argv begins with something that leads to it, such as a shell. */
  readonly program: string;
  /** It runs under compose/handover.sh: SIGHUP replaces it without a gap. */
  readonly handsOver: boolean;
  /** The whole environment, nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Run in order before each start; one that fails fails the start. */
  readonly prepare: readonly (readonly string[])[];
  readonly logFile: string;
  readonly logLimits?: LogLimits;
  readonly dataDirs: readonly string[];
  /** Emptied before each start, as a container's tmpfs is. */
  readonly tmpDirs: readonly string[];
  readonly restart: RestartPolicy;
  readonly stopSignal: NodeJS.Signals;
  readonly stopGraceMs: number;
  readonly dependsOn: readonly string[];
  /** The program's name, where it runs in the place of the one that the description names first. */
  readonly fallback?: string;
  /** Changes when the service must be started anew to have its new description. */
  readonly fingerprint: string;
}

/** Service names are single path segments (Compose's own rule), so this cannot leave the state directory. */
export const markOf = (stateDir: string, name: string): string => `${stateDir}#${name}`;
