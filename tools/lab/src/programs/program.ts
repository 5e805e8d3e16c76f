import type { VersionRange } from './version.ts';

/** Exports the metrics of a service that has none itself. */
export type ExporterName = `prometheus-${'node' | 'redis' | 'postgres'}-exporter`;

/** Programs that run in the native lab or test it, and are not its own code. */
export type ProgramName =
  | 'postgres'
  | 'redis-server'
  | 'rabbitmq-server'
  | 'prometheus'
  | 'alertmanager'
  | ExporterName
  | 'k6'
  | 'otelcol-lab'
  | 'jaeger'
  | 'loki'
  | 'fluent-bit'
  | 'toxiproxy-server'
  | 'chromium'
  | 'sloth'
  | 'oslo';

/** A Debian or Ubuntu package. */
export interface DebianSource {
  readonly kind: 'debian';
  readonly packages: readonly string[];
  /** Service units that the packages bring, and that must not run on the lab's account. */
  readonly units: readonly string[];
}

/** A Go program, pinned with checksums in programs/<module>. */
export interface GoSource {
  readonly kind: 'go';
  /** Folder under programs/. */
  readonly module: string;
  /** What `go build` builds there. */
  readonly target: string;
  /** Packages of companions, built beside it; each gives an executable named after its folder. */
  readonly companions?: readonly string[];
  /** From an empty Go cache on two cores, for the estimate only. */
  readonly minutes: number;
}

/** In no package registry: it is taken where the user has put it, and never installed. */
export interface NoSource {
  readonly kind: 'none';
  /** How the user gets it. */
  readonly hint: string;
}

export interface Program {
  readonly name: ProgramName;
  /** The executable that is looked for first; the others are taken from where it lies. */
  readonly executables: readonly [main: string, ...companions: string[]];
  /** Other names of the main executable that are accepted on PATH. */
  readonly alsoNamed?: readonly string[];
  /** Folders beside PATH; `*` stands for one path segment, the highest version is taken. */
  readonly folders?: readonly string[];
  /** Look in `folders` first: what a distribution puts on PATH is a wrapper that does other things. */
  readonly foldersFirst?: true;
  readonly versions: VersionRange;
  /** Where the path of the executable tells its version, asking (which may take a second) is spared. */
  readonly versionInPath?: RegExp;
  /** Arguments that make the main executable print its version; none where it cannot be asked. */
  readonly versionArguments?: readonly string[];
  readonly source: DebianSource | GoSource | NoSource;
  /** What the lab is like without it. */
  readonly without: string;
  /** Without it no order can be placed and settled. */
  readonly isVital: boolean;
}

/** A program as it was found on this machine. */
export interface FoundProgram {
  readonly name: ProgramName;
  /** Absolute path of the main executable. */
  readonly path: string;
  /** Undefined where it does not tell. */
  readonly version: string | undefined;
  readonly from: 'path' | 'folder' | 'cache';
}

/** A program that is not available here, for `up` and `doctor` to name. */
export interface MissingProgram {
  readonly name: ProgramName;
  readonly reason: string;
  readonly without: string;
  /** What the user can do about it. */
  readonly remedy: string;
}
