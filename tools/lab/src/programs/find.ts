import { constants, type Dirent } from 'node:fs';
import { access, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { builtPath } from './module-build.ts';
import { searchPath, type Place } from './machine.ts';
import type { FoundProgram, Program } from './program.ts';
import { run } from './run.ts';
import { formatVersion, isWithin, parseVersion, type Version } from './version.ts';

/** What was found of a program: usable, or there but of a version that the lab does not work with. */
export type Finding =
  | { readonly kind: 'found'; readonly program: FoundProgram }
  | { readonly kind: 'unfit'; readonly path: string; readonly version: string }
  | { readonly kind: 'absent' };

const ASK_TIMEOUT_MS = 20_000; // a cold Erlang or Go program on a busy machine

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The existing folders that a pattern with `*` names, highest version first. */
export async function expandFolder(pattern: string): Promise<string[]> {
  let folders = ['/'];
  for (const segment of pattern.split('/').filter(Boolean)) {
    const grown = folders.map((folder) =>
      segment.includes('*') ? matches(folder, segment) : plain(folder, segment),
    );
    folders = (await Promise.all(grown)).flat();
  }
  // By number: 16 before 9. What differs is only what `*` stood for.
  return folders.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

const plain = (folder: string, segment: string): Promise<string[]> =>
  Promise.resolve([join(folder, segment)]);

async function matches(folder: string, segment: string): Promise<string[]> {
  const [before = '', after = ''] = segment.split('*');
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .map(({ name }) => name)
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .map((name) => join(folder, name));
}

async function candidates(program: Program, place: Place): Promise<Candidate[]> {
  const names = [program.executables[0], ...(program.alsoNamed ?? [])];
  const within = (folders: readonly string[], from: FoundProgram['from']) =>
    folders.flatMap((folder) => names.map((name) => ({ path: join(folder, name), from })));
  const extra = (await Promise.all((program.folders ?? []).map(expandFolder))).flat();
  const onPath = within(searchPath(place), 'path');
  const inFolders = within(extra, 'folder');
  const ordered = program.foldersFirst === true ? [...inFolders, ...onPath] : [...onPath, ...inFolders];
  if (program.source.kind !== 'go') return ordered;
  const cached = await builtPath(place, program.executables[0], program.source);
  return [...ordered, { path: cached, from: 'cache' }];
}

async function versionOf(program: Program, path: string, place: Place): Promise<Version | undefined> {
  const inPath = program.versionInPath?.exec(await realpath(path))?.[1];
  if (inPath !== undefined) return parseVersion(inPath);
  if (program.versionArguments === undefined) return undefined;
  const answer = await run([path, ...program.versionArguments], {
    timeoutMs: ASK_TIMEOUT_MS,
    env: place.env,
  });
  return parseVersion(answer.tail);
}

interface Candidate {
  readonly path: string;
  readonly from: FoundProgram['from'];
}

async function judge(program: Program, { path, from }: Candidate, place: Place): Promise<Finding> {
  if (!(await isExecutable(path))) return { kind: 'absent' };
  // What the cache holds is named by the hash of its pin: asking would tell nothing new.
  const version = from === 'cache' ? undefined : await versionOf(program, path, place);
  if (version !== undefined && !isWithin(version, program.versions)) {
    return { kind: 'unfit', path, version: formatVersion(version) };
  }
  const shown = version === undefined ? undefined : formatVersion(version);
  return { kind: 'found', program: { name: program.name, path, version: shown, from } };
}

/** The first usable one; else the first that is there but does not fit. */
export async function findProgram(program: Program, place: Place): Promise<Finding> {
  let unfit: Finding | undefined;
  for (const candidate of await candidates(program, place)) {
    const finding = await judge(program, candidate, place);
    if (finding.kind === 'found') return finding;
    if (finding.kind === 'unfit') unfit ??= finding;
  }
  return unfit ?? { kind: 'absent' };
}

/** An executable that comes with a program: `initdb` beside `postgres`, also where PATH has a link to the latter only. */
export async function companionPath(found: FoundProgram, executable: string): Promise<string | undefined> {
  for (const main of [found.path, await realpath(found.path)]) {
    const companion = join(dirname(main), executable);
    if (await isExecutable(companion)) return companion;
  }
  return undefined;
}
