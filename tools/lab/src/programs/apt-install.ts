import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { DRAFTS, planApt, START_POLICY, type AptMachine, type AptOrder, type Step } from './apt-plan.ts';
import { isExecutable } from './find.ts';
import { searchPath, type Place, type Work } from './machine.ts';
import { run } from './run.ts';

const QUICK_MS = 20_000;
const STEP_MS = 15 * 60_000;

/** How commands become root's here; undefined where they cannot. */
async function rootPrefix(place: Place): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  const sudo = await run(['sudo', '-n', 'true'], { timeoutMs: QUICK_MS, env: place.env }).catch(
    () => undefined,
  );
  return sudo?.code === 0 ? ['sudo', '-n'] : undefined;
}

async function isOnPath(executable: string, place: Place): Promise<boolean> {
  const found = await Promise.all(searchPath(place).map((folder) => isExecutable(join(folder, executable))));
  return found.includes(true);
}

/** A policy that an earlier run of ours had no time to remove is not the machine's. */
async function hasForeignStartPolicy(): Promise<boolean> {
  const text = await readFile(START_POLICY, 'utf8').catch(() => undefined);
  return text !== undefined && text !== DRAFTS['policy-rc.d'];
}

/** Undefined: packages cannot be installed here, for the reason given. */
export async function inspectApt(place: Place): Promise<{ machine: AptMachine } | { reason: string }> {
  if (!(await isOnPath('apt-get', place)))
    return { reason: 'apt-get is not available: this is not Debian or Ubuntu' };
  const asRoot = await rootPrefix(place);
  if (asRoot === undefined) return { reason: 'installing packages needs root or passwordless sudo' };
  const hasSystemctl = await isOnPath('systemctl', place);
  return { machine: { asRoot, hasStartPolicy: await hasForeignStartPolicy(), hasSystemctl } };
}

async function unitsNotHere(units: readonly string[], place: Place): Promise<string[]> {
  const isHere = async (unit: string): Promise<boolean> =>
    (
      await Promise.all(
        ['/lib/systemd/system', '/etc/systemd/system'].map((folder) => fileExists(join(folder, unit))),
      )
    ).includes(true);
  if (!(await isOnPath('systemctl', place))) return [];
  const here = await Promise.all(units.map(isHere));
  return units.filter((_, index) => here[index] === false);
}

const fileExists = async (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  );

async function runStep(step: Step, { place, signal, progress }: Work): Promise<void> {
  const mayAbort = step.always !== true && step.whole !== true;
  if (step.always !== true) signal.throwIfAborted();
  progress(`${step.why} …`);
  const result = await run(step.run, { timeoutMs: STEP_MS, env: place.env, ...(mayAbort ? { signal } : {}) });
  if (result.code === 0) return;
  throw new EnvironmentError(
    `${step.run.join(' ')}\nexited with ${result.code ?? 'a signal'}:\n${result.tail}`,
  );
}

/** Stops at the first failure, but for the steps that are always due. */
async function runSteps(steps: readonly Step[], work: Work): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  for (const step of steps) {
    if (failure !== undefined && step.always !== true) continue;
    try {
      await runStep(step, work);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
}

async function succeeds(step: Step, work: Work): Promise<boolean> {
  try {
    await runStep(step, work);
    return true;
  } catch (error) {
    work.signal.throwIfAborted();
    if (error instanceof EnvironmentError) return false;
    throw error;
  }
}

/** Installs Debian packages; asks for fresh package lists only when the ones at hand do not do. */
export async function installPackages(
  machine: AptMachine,
  wanted: Pick<AptOrder, 'packages'> & { readonly units: readonly string[] },
  work: Work,
): Promise<void> {
  const drafts = await mkdtemp(join(tmpdir(), 'sre-lab-apt-'));
  try {
    for (const [name, text] of Object.entries(DRAFTS)) await writeFile(join(drafts, name), text);
    const newUnits = await unitsNotHere(wanted.units, work.place);
    const order = { packages: wanted.packages, newUnits, drafts };
    const [download, ...rest] = planApt(machine, { ...order, refresh: false });
    const isDownloaded = download !== undefined && (await succeeds(download, work));
    await runSteps(isDownloaded ? rest : planApt(machine, { ...order, refresh: true }), work);
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}
