import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { EnvironmentError } from '../errors.ts';

const TOOLCHAIN = ['package-lock.json', '.swcrc', 'tsconfig.base.json', 'nx.json', 'services/bundle.mjs'];
/** NODE_COMPILE_CACHE of the services (compose/services.yaml). */
export const COMPILED = join('node_modules', '.cache', 'lab-compile');

/**
 * Builds the TypeScript when it changed since the last build. Returns a hash of the sources, which names what was built.
 * Looking at sizes and times of a few hundred files takes milliseconds; asking Nx takes seconds.
 */
export async function buildServices(
  root: string,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<string> {
  const stamp = join(root, 'node_modules', '.cache', 'lab-build');
  const sources = hashSources(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources && allBuilt(root)) return sources;
  rmSync(join(root, COMPILED), { recursive: true, force: true }); // else each build would add to it
  progress('building the services …');
  const begin = Date.now();
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const result = await execa(process.execPath, [nx, 'run-many', '--targets=build', '--outputStyle=stream'], {
    cwd: root,
    env: { NX_DAEMON: 'false' },
    all: true,
    reject: false,
    cancelSignal: signal,
  });
  if (result.exitCode !== 0) throw new EnvironmentError(`the build failed:\n${result.all}`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  progress(`built the services (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  return sources;
}

/** The projects that are built: libs/testing is not, and an editor's file or an empty folder is no project. */
export const projectsOf = (root: string): string[] =>
  ['libs', 'services'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => join(root, parent, name))
      .filter(hasBuild),
  );

function hasBuild(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return false;
  const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: { build?: string } };
  return scripts?.build !== undefined;
}

const allBuilt = (root: string): boolean =>
  projectsOf(root).every((project) => existsSync(join(project, 'dist')));

function hashSources(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const name of TOOLCHAIN) add(join(root, name));
  for (const project of projectsOf(root)) {
    add(join(project, 'package.json'));
    const files = readdirSync(join(project, 'src'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) add(path);
  }
  return hash.digest('hex');
}
