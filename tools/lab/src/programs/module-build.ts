import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, moduleFolder, type Place } from './machine.ts';
import type { GoSource } from './program.ts';

/**
 * -mod=readonly: what go.mod and go.sum do not name is not built. -trimpath and no C: the same program on every machine,
 * with or without a C compiler. -s -w: no debug tables, a third smaller.
 */
export const BUILD_FLAGS = ['-mod=readonly', '-trimpath', '-ldflags=-s -w'] as const;
/** Over the user's environment: their Go must neither fetch another toolchain nor take other flags. */
export const BUILD_ENV = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off' } as const;

const isModuleFile = (name: string): boolean =>
  name === 'go.mod' || name === 'go.sum' || name.endsWith('.go');

/** Identifies what a build would make: another pin, source, flag or platform gives another one. */
export async function buildKey(place: Place, source: GoSource): Promise<string> {
  const folder = moduleFolder(place, source.module);
  const hash = createHash('sha256').update(
    JSON.stringify([source.target, BUILD_FLAGS, BUILD_ENV, platform(), arch(), ...(source.companions ?? [])]),
  );
  for (const name of (await readdir(folder)).filter(isModuleFile).sort()) {
    hash.update(`\n${name}\n`).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** A folder per build, so that the program keeps its plain name in process lists. */
export const buildFolder = (place: Place, executable: string, key: string): string =>
  join(cacheFolder(place), 'bin', `${executable}-${key}`);

export const builtPath = async (place: Place, executable: string, source: GoSource): Promise<string> =>
  join(buildFolder(place, executable, await buildKey(place, source)), executable);
