import type { ServiceModel } from '../model/model.ts';
import type { Layer } from './layers.ts';

export type EngineName = 'native' | 'compose';
export const ENGINE_NAMES = ['native', 'compose'] as const satisfies readonly EngineName[];

/** `absent`: never started, or taken down. `restarting`: crashed and waiting for its next try. `exited`: nothing will restart it. */
export type ServiceState = 'running' | 'paused' | 'restarting' | 'exited' | 'absent';

/** One row of `lab status`. */
export interface ServiceStatus {
  readonly name: string;
  readonly state: ServiceState;
  /** It runs and its readiness probe answers now. */
  readonly ready: boolean;
  readonly pid: number | null;
  /** Of that process or container: ISO 8601 with milliseconds. Null where it does not run. */
  readonly startedAt: string | null;
  /** Where a person or a client finds it on this machine. */
  readonly url: string | null;
  /** Restarts by the restart policy since it was last started by hand. */
  readonly restarts: number;
  /** The fallback program that runs under its name if the service's own is not available; null if it runs its own. */
  readonly fallback: string | null;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface UpOptions {
  /** These services and what they need; all of them if absent. */
  readonly only?: readonly string[];
  /** Layers to add to the lab; it keeps them until it is taken down. */
  readonly with?: readonly Layer[];
  /** Limit for everything together to be ready. */
  readonly timeoutMs?: number;
  /** One line per event, for a person. */
  readonly progress?: (line: string) => void;
}

export interface UpResult {
  readonly status: readonly ServiceStatus[];
  /** Services that cannot run on this machine, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** Services that only look at the lab and did not start or get ready, and why. The others run without them. */
  readonly degraded: readonly { readonly name: string; readonly reason: string }[];
}

export interface DownOptions {
  /** Also removes the data. */
  readonly wipe?: boolean;
  readonly progress?: (line: string) => void;
}

export interface LogOptions {
  readonly follow?: boolean;
  /** How many of the last lines; all that are kept if absent, over the files that a full log was cut into, oldest first. */
  readonly lines?: number;
}

export interface ProcessUsage {
  readonly name: string;
  readonly rssBytes: number;
  /** User and system time since the service started. */
  readonly cpuSeconds: number;
}

/** A program beside a service: of its image, or natively of its package. */
export interface ServiceCommand {
  /** Host names, ports and paths as its container has them; natively they are rewritten, as in the Compose file. */
  readonly command: readonly [program: string, ...words: string[]];
  /** The file that becomes its stdin. */
  readonly input?: string;
  /** The file that gets its stdout. */
  readonly output?: string;
  readonly timeoutMs: number;
}

/** An established TCP connection of a service, from its side. */
export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
}

export interface CpuLimit {
  /** Of one processor, above 0 and below 1. */
  readonly share: number;
  /** Epoch milliseconds. Natively the limit ends by itself then; a container has it until it is taken back. */
  readonly untilMs: number;
}

export interface Inside {
  /** The share of the next `ms` in which the service was kept from running. */
  heldBack(service: string, ms: number): Promise<number>;
  /** The environment that the service's own program was started with, read from the process. */
  environment(service: string): Promise<Readonly<Record<string, string>>>;
  connections(service: string): Promise<readonly Connection[]>;
  /** Where its data lies on this machine; empty where it is not this machine's to see. */
  dataFolders(service: string): Promise<readonly string[]>;
}

/** What runs the lab. Every verb speaks to this and to nothing below it. Unknown service names throw UsageError. */
export interface Engine {
  readonly name: EngineName;
  readonly services: readonly ServiceModel[];
  /** What it was brought up with besides. */
  readonly layers: readonly Layer[];
  up(options?: UpOptions): Promise<UpResult>;
  down(options?: DownOptions): Promise<void>;
  status(): Promise<ServiceStatus[]>;
  /** What is wrong now and belongs to no service's row, in words. */
  troubles(): Promise<readonly string[]>;
  /** A crash: SIGKILL to all of the service's processes, which the restart policy then mends. Resolves when they are gone. */
  kill(service: string): Promise<void>;
  /** Freezes the service's processes: they keep their connections and answer nothing. */
  pause(service: string): Promise<void>;
  resume(service: string): Promise<void>;
  /** Stops the service in order and starts it again; starts it when it is down. Resolves when it was started. */
  restart(service: string): Promise<void>;
  /** Stops the service in order; nothing but `restart` or `up` starts it again. */
  stop(service: string): Promise<void>;
  /**
   * Starts the service anew with other values of these environment variables, or with its own again (null). Until then every
   * start of it has them. Does not wait until it is ready.
   */
  changeEnvironment(service: string, changes: Readonly<Record<string, string>> | null): Promise<void>;
  /** Keeps a service from using more processor time; null takes the limit back, harmless where there is none. */
  limitCpu(service: string, limit: CpuLimit | null): Promise<void>;
  /** What a service's processes are like now, seen from outside; for the proof that a fault is active. */
  readonly inside: Inside;
  /** Runs a program with the environment and the files of a service that runs. Rejects with what it printed where it fails. */
  runBeside(service: string, command: ServiceCommand): Promise<void>;
  logs(service: string, options?: LogOptions): AsyncIterable<string>;
  /** Where a container's port is reached on this machine, without asking whether anything listens. */
  address(service: string, containerPort: number): Address;
  /** Memory and processor time per service, all of its processes together. */
  processUsage(): Promise<ProcessUsage[]>;
}

/** Where a port that speaks HTTP is reached on this machine. */
export const httpUrl = (engine: Pick<Engine, 'address'>, service: string, containerPort: number): string => {
  const { host, port } = engine.address(service, containerPort);
  return `http://${host}:${port}`;
};
