import type { z } from 'zod';
import type { ContainerOnly, Recipe } from './schema.ts';

/** How a service runs without a container: its `x-native` key. */
export type NativeRecipe = z.infer<typeof Recipe>;

export interface PublishedPort {
  readonly target: number;
  readonly published: number;
  /** The variable in `.env` that moves it. */
  readonly variable?: string;
}

export type Mount =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string }
  | { readonly kind: 'volume'; readonly source: string; readonly target: string }
  | { readonly kind: 'tmpfs'; readonly target: string };

export interface Dependency {
  readonly name: string;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  readonly required: boolean;
}

export interface RestartPolicy {
  readonly kind: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** For on-failure; absent: no limit. */
  readonly maxRestarts?: number;
}

/** When a log is full, and how many files of that size are kept, the one that is written to included. */
export interface LogLimits {
  readonly maxBytes: number;
  readonly maxFiles: number;
}

export interface ServiceModel {
  readonly name: string;
  /** The Compose file that describes it, for messages. */
  readonly file: string;
  readonly image?: string;
  /** Its image is built from this repository: natively it needs the TypeScript build. */
  readonly isBuilt: boolean;
  /** Replaces the image's, and natively the program as first word. */
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  readonly mounts: readonly Mount[];
  readonly dependsOn: readonly Dependency[];
  readonly restart: RestartPolicy;
  /** The container's; a recipe may have its own. */
  readonly stopSignal?: string;
  readonly stopGraceMs: number;
  readonly profiles: readonly string[];
  /** Where its `logging` key says so. */
  readonly logLimits?: LogLimits;
  /** Docker enforces it; natively nobody does. */
  readonly memoryLimit?: string;
  /** The script that it runs under, so that a restart leaves no gap: its `x-handover` key. */
  readonly handover?: string;
  readonly native?: NativeRecipe;
  /** Instead of a recipe: its `x-container-only` key. */
  readonly containerOnly?: z.infer<typeof ContainerOnly>;
}

export interface LabModel {
  /** Every service of every profile, in the order of the files. */
  readonly services: readonly ServiceModel[];
}

/**
 * Of what a host may refuse to run. Plain `docker compose up` would fail as a whole; the engines start it and report it as
 * degraded.
 */
export const OPTIONAL_PROFILE = 'optional';

/** What `up` starts when nothing else is asked for: other profiles are for what runs on demand. */
export const startedByDefault = (model: LabModel): ServiceModel[] =>
  model.services.filter(({ profiles }) => profiles.every((profile) => profile === OPTIONAL_PROFILE));

/** The service as its fallback runs it, under the same name. */
export function asFallback(service: ServiceModel): ServiceModel {
  const { entrypoint: _ownProgram, ...rest } = service;
  const { fallback, logs } = service.native ?? {};
  if (fallback === undefined) throw new Error(`${service.name} has no fallback (${service.file})`);
  return { ...rest, native: { ...(logs !== undefined && { logs }), ...fallback } };
}

/** A place of the machine under its own path, such as Docker's socket: natively there is nothing to bring there. */
export const isMachines = (mount: Mount): boolean => mount.kind === 'bind' && mount.source === mount.target;

/** What the service mounts of its own; the logs of all services are the engine's. */
export const ownMounts = ({ mounts, native }: Pick<ServiceModel, 'mounts' | 'native'>): Mount[] =>
  mounts.filter((mount) => mount.target !== native?.logs && !isMachines(mount));

/** The same service seen from this machine: `orders:8081` is `127.0.0.1:<published>`. */
export function addressOf(service: ServiceModel, containerPort: number): { host: string; port: number } {
  const port = service.ports.find(({ target }) => target === containerPort);
  if (port === undefined)
    throw new Error(`${service.name} publishes no port ${containerPort} (${service.file})`);
  return { host: '127.0.0.1', port: port.published };
}

/** Where a person finds the service: the `url` of its x- key, else its first port. */
export function urlOf(service: ServiceModel): string | null {
  const url = service.native?.url ?? service.containerOnly?.url;
  if (url !== undefined)
    return url.replace(
      /\/\/[^/:]+:(\d+)/,
      (_, port: string) => `//127.0.0.1:${addressOf(service, Number(port)).port}`,
    );
  const first = service.ports[0];
  return first === undefined ? null : `tcp://127.0.0.1:${first.published}`;
}
