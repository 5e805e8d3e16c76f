import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { parseDotenv } from '../../model/dotenv.ts';
import { movedPorts } from './moved-ports.ts';

/** The lab that the whole-lab tests share. */
export const WHOLE_LAB = 'whole';

/** Where the labs of tests keep their state: `<name>/` and, beside it, `<name>.env`. */
export const testLabsFolder = (root: string): string => join(root, '.lab/test/labs');

export interface SecondLab {
  readonly name: string;
  readonly stateDir: string;
  readonly envFile: string;
  /** What its env file says. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What makes a command of ours act on that lab and on no other. */
export const environmentOf = (lab: SecondLab): Record<string, string> => ({
  ...lab.variables,
  LAB_STATE_DIR: lab.stateDir,
  LAB_ENV_FILE: lab.envFile,
});

/** Prepares a lab beside the user's: other ports, other state, another Compose project. Starts nothing. */
export async function prepareSecondLab(root: string, name: string): Promise<SecondLab> {
  const folder = testLabsFolder(root);
  await mkdir(folder, { recursive: true });
  const stateDir = join(folder, name);
  const variables = { ...(await movedPorts(root)), COMPOSE_PROJECT_NAME: `sre-lab-test-${name}` };
  const envFile = `${stateDir}.env`;
  const lines = Object.entries(variables).map(([key, value]) => `${key}=${value}\n`);
  await writeFile(envFile, lines.join(''));
  return { name, stateDir, envFile, variables };
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
export async function endSecondLab(
  context: LabContext,
  lab: Pick<SecondLab, 'stateDir' | 'envFile'>,
): Promise<void> {
  const variables = parseDotenv(await readFile(lab.envFile, 'utf8'), {}, lab.envFile);
  const second = contextOf(context, { ...lab, name: '', variables }, new AbortController().signal);
  const engine = await resolveEngine(second);
  await engine.down({ wipe: true });
  await rm(lab.stateDir, { recursive: true, force: true });
  await rm(lab.envFile, { force: true });
}

/** Ends a lab that an earlier run left behind (a killed one cannot do it itself). Tells whether there was one. */
export async function endLeftLab(context: LabContext, name: string): Promise<boolean> {
  const stateDir = join(testLabsFolder(context.root), name);
  const envFile = `${stateDir}.env`;
  const isThere = await access(envFile).then(
    () => true,
    () => false,
  );
  if (isThere) await endSecondLab(context, { stateDir, envFile });
  return isThere;
}
