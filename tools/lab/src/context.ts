import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { readEnvFile } from './model/read-model.ts';

/** All that a verb may know of the process it runs in. Built once, in main.ts. */
export interface LabContext {
  /** The repository. */
  readonly root: string;
  /** State, logs, data and pid files: `.lab`, or LAB_STATE_DIR. */
  readonly stateDir: string;
  /** The file that moves ports and sets passwords: `.env`, or LAB_ENV_FILE. It need not exist. */
  readonly envFile: string;
  /** That file, with the process's own environment over it, as Compose does. */
  readonly env: Readonly<Record<string, string>>;
  /** The product: tables, JSON, log lines. */
  readonly stdout: Writable;
  /** Diagnostics and progress. */
  readonly stderr: Writable;
  /** Whether stdout is a terminal: colours, tables that fit. */
  readonly isTty: boolean;
  /** `--json` was given. */
  readonly json: boolean;
  /** Aborted on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** One line of progress or diagnosis for a person, on stderr. */
export const say = (context: Pick<LabContext, 'stderr'>, line: string): void => {
  context.stderr.write(`${line}\n`);
};

/** One line of the product, on stdout. */
export const print = (context: Pick<LabContext, 'stdout'>, line: string): void => {
  context.stdout.write(`${line}\n`);
};

export const printJson = (context: Pick<LabContext, 'stdout'>, value: unknown): void => {
  print(context, JSON.stringify(value, null, 2));
};

/** What main.ts knows of the process. */
export interface Surroundings extends Pick<LabContext, 'root' | 'stdout' | 'stderr' | 'isTty' | 'signal'> {
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

export function contextFrom(surroundings: Surroundings, { json }: { json: boolean }): LabContext {
  const { processEnv, workingDirectory, ...streams } = surroundings;
  const given = Object.fromEntries(
    Object.entries(processEnv).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  const place = (name: string, otherwise: string): string =>
    given[name] ? resolve(workingDirectory, given[name]) : resolve(surroundings.root, otherwise);
  const envFile = place('LAB_ENV_FILE', '.env');
  return {
    ...streams,
    stateDir: withoutLinks(place('LAB_STATE_DIR', '.lab')),
    envFile,
    env: { ...readEnvFile(envFile, given), ...given },
    json,
  };
}

/** Processes are recognised by this path, so there must be only one spelling of it. */
function withoutLinks(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return realpathSync(directory);
}
