import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';
import { resolveEngine } from '../engines/index.ts';
import { codeOf, EnvironmentError } from '../errors.ts';
import { parseDotenv } from '../model/dotenv.ts';
import { movedPorts } from './moved-ports.ts';

/** A lab that several whole-lab specs share. */
export interface SharedLab {
  readonly name: string;
  /** These services and their dependencies; all if absent. */
  readonly only?: readonly string[];
}

export const WHOLE_LAB: SharedLab = { name: 'whole' };
/** For the specs that run beside the whole lab: the services, their stores, and the way of a log line. It costs little while it idles. */
export const BESIDE_LAB = {
  name: 'beside',
  only: ['gateway', 'oncall', 'prober', 'fluent-bit', 'loki'],
} as const satisfies SharedLab;

/** A lab beside the user's: other ports, other passwords, other state. `<name>/` and, beside it, `<name>.env`. */
export interface SecondLab {
  readonly stateDir: string;
  readonly envFile: string;
  /** What its env file says. */
  readonly variables: Readonly<Record<string, string>>;
}

// Not a setting of the lab: which engine has to end it, also when it never came up.
const ENGINE = 'LAB_ENGINE';
/** What an address, a shell, a configuration file or an env file could read as something else. */
const HOSTILE = `/#?%41@:&"$x\\[;`;
const PASSWORDS = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'RABBITMQ_PASSWORD'];

const placeOf = (root: string, name: string): Pick<SecondLab, 'stateDir' | 'envFile'> => {
  const stateDir = join(root, '.lab/test/labs', name);
  return { stateDir, envFile: `${stateDir}.env` };
};

/** What makes a command of ours act on that lab and on no other: it wins over all that the user's own lab is told. */
const environmentOf = ({ variables, stateDir, envFile }: SecondLab): Record<string, string> => ({
  ...variables,
  LAB_STATE_DIR: stateDir,
  LAB_ENV_FILE: envFile,
});

/** Prepares a lab beside the user's, also as another Compose project. Starts nothing. */
export async function prepareSecondLab(root: string, name: string, engine: string): Promise<SecondLab> {
  const { stateDir, envFile } = placeOf(root, name);
  const password = `${randomBytes(9).toString('hex')}${HOSTILE}`;
  const variables = {
    ...(await movedPorts(root)),
    // No default: what has a password of its own written down somewhere does not get in.
    ...Object.fromEntries(PASSWORDS.map((variable) => [variable, password])),
    COMPOSE_PROJECT_NAME: `sre-lab-test-${name}`,
    // Logs are rotated again and again, whatever is tested: nothing may be lost by it.
    LOG_MAX_SIZE: '256k',
    // Nobody places orders but the test: many count them.
    PROBE_INTERVAL_MS: '0',
    [ENGINE]: engine,
  };
  const lines = Object.entries(variables).map(([key, value]) => `${key}='${value}'\n`);
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await writeFile(envFile, lines.join(''), { mode: 0o600 });
  return { stateDir, envFile, variables };
}

/** The lab that was prepared under this name, by this run or one before; undefined where there is none. */
export async function findSecondLab(root: string, name: string): Promise<SecondLab | undefined> {
  const { stateDir, envFile } = placeOf(root, name);
  const text = await readFile(envFile, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : { stateDir, envFile, variables: parseDotenv(text, {}, envFile) };
}

/** The context that a verb would have on that lab. Its signal is its own: what must be ended is ended also after Ctrl-C. */
export const contextOf = (context: LabContext, lab: SecondLab, signal: AbortSignal): LabContext => ({
  ...context,
  stateDir: lab.stateDir,
  envFile: lab.envFile,
  env: { ...context.env, ...environmentOf(lab) },
  signal,
});

/** Ends a lab, whatever is left of it, and removes its data. */
export async function endSecondLab(context: LabContext, lab: SecondLab): Promise<void> {
  await mkdir(lab.stateDir, { recursive: true, mode: 0o700 }); // of one that was left behind it may be gone
  const second = contextOf(context, lab, new AbortController().signal);
  const engine = await resolveEngine(second, lab.variables[ENGINE]);
  await engine.down({ wipe: true });
  await rm(lab.stateDir, { recursive: true, force: true });
  await rm(lab.envFile, { force: true });
}

/** Ends a lab that an earlier run left behind: a killed one cannot do it itself. */
export async function endLeftLab(context: LabContext, name: string): Promise<void> {
  const lab = await findSecondLab(context.root, name);
  if (lab !== undefined) await endSecondLab(context, lab);
}

/**
 * Runs `work` on the context of a new lab with empty data, and ends that lab whatever happens. Where this machine cannot
 * run one of the services, `work` gets the reason instead.
 */
export async function withSecondLab<T>(
  context: LabContext,
  { name, engine, ...options }: SecondLabOptions,
  work: (second: LabContext | { reason: string }) => Promise<T>,
): Promise<T> {
  await endLeftLab(context, name);
  const lab = await prepareSecondLab(context.root, name, engine);
  try {
    const absent = await startSecondLab(context, lab, options);
    return await work(absent ?? contextOf(context, lab, context.signal));
  } finally {
    await endSecondLab(context, lab);
  }
}

interface SecondLabOptions {
  readonly name: string;
  readonly engine: string;
  readonly only: readonly string[];
  /** Limit for it to be ready; the engine's own if absent. */
  readonly timeoutMs?: number;
  readonly progress: (line: string) => void;
}

/** Starts it. If this machine cannot run one of the services, `reason` says which and why. Rejects if one does not start. */
export async function startSecondLab(
  context: LabContext,
  lab: SecondLab,
  options: { only?: readonly string[]; timeoutMs?: number; progress: (line: string) => void },
): Promise<{ reason: string } | undefined> {
  const engine = await resolveEngine(contextOf(context, lab, context.signal), lab.variables[ENGINE]);
  const { skipped, degraded } = await engine.up(options);
  if (degraded.length > 0)
    throw new EnvironmentError(degraded.map(({ name, reason }) => `${name}: ${reason}`).join('\n'));
  if (skipped.length === 0) return undefined;
  return { reason: skipped.map(({ name, reason }) => `${name}: ${reason}`).join('; ') };
}
