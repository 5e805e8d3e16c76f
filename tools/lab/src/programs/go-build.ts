import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { formatDuration } from './elapsed.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import { isExecutable } from './find.ts';
import { cacheFolder, moduleFolder, type Place, type Work } from './machine.ts';
import { BUILD_ENV, BUILD_FLAGS, buildFolder, buildKey } from './module-build.ts';
import type { GoSource, Program } from './program.ts';
import { run } from './run.ts';

export type GoProgram = Program & { readonly source: GoSource };

const BUILD_MS = 45 * 60_000;
const REPORT_MS = 15_000;
const NICENESS = 15; // the shop is open meanwhile, and goes first
// Linking Jaeger takes about 1.5 GB, Loki 2.3: two at once need a machine that has them.
const MEMORY_FOR_TWO = 5 * 1024 ** 3;

/** How many builds run at once, and on how many processors each: together no more than the machine has. */
export function buildWidth(
  processors: number,
  memoryBytes: number,
  programs: number,
): { builds: number; processorsEach: number } {
  const builds = programs >= 2 && processors >= 2 && memoryBytes >= MEMORY_FOR_TWO ? 2 : 1;
  return { builds, processorsEach: Math.max(1, Math.floor(processors / builds)) };
}

async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const leftovers = (await readdir(parent)).filter((name) =>
    join(parent, name).startsWith(`${folder}.partial-`),
  );
  await Promise.all(leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

/** Says every quarter minute how far a build is; the packages it compiles are the only measure there is. */
function reporter(program: GoProgram, { progress }: Work): { onLine: () => void; stop: () => void } {
  const started = Date.now();
  let compiled = 0;
  const timer = setInterval(() => {
    const usual = `about ${program.source.minutes} min the first time`;
    progress(
      `building ${program.name}: ${compiled} packages, ${formatDuration(Date.now() - started)} (${usual})`,
    );
  }, REPORT_MS);
  return { onLine: () => (compiled += 1), stop: () => clearInterval(timer) };
}

interface BuildWork extends Work {
  readonly processorsEach: number;
}

interface Building extends BuildWork {
  /** Where the executables go. */
  readonly folder: string;
  readonly onLine: () => void;
}

/** The main executable under its own name, which a package `.` would not give it; companions under their folders'. */
const packagesOf = ({ executables: [main], source }: GoProgram): readonly [output: string, target: string][] => [
  [main, source.target],
  ...(source.companions ?? []).map((target): [string, string] => [basename(target), target]),
];

async function compile(go: string, program: GoProgram, building: Building): Promise<void> {
  const { place, signal, processorsEach, folder, onLine } = building;
  for (const [output, target] of packagesOf(program)) {
    const result = await run(
      [go, 'build', '-v', '-p', String(processorsEach), ...BUILD_FLAGS, '-o', join(folder, output), target],
      {
        cwd: moduleFolder(place, program.source.module),
        env: goEnvironment(go, place),
        timeoutMs: BUILD_MS,
        signal,
        onLine,
        niceness: NICENESS,
      },
    );
    if (result.code !== 0) throw new EnvironmentError(`go build exited with ${result.code}:\n${result.tail}`);
  }
}

async function build(go: string, program: GoProgram, work: BuildWork): Promise<void> {
  const { place, progress } = work;
  const [executable] = program.executables;
  const folder = buildFolder(place, executable, await buildKey(place, program.source));
  if (await isExecutable(join(folder, executable))) return;
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  const partial = await mkdtemp(`${folder}.partial-`);
  const started = Date.now();
  const { onLine, stop } = reporter(program, work);
  progress(
    `building ${program.name} from its Go module (about ${program.source.minutes} min the first time) …`,
  );
  try {
    await compile(go, program, { ...work, folder: partial, onLine });
    await rename(partial, folder);
    progress(`built ${program.name} in ${formatDuration(Date.now() - started)}`);
  } finally {
    stop();
    await rm(partial, { recursive: true, force: true });
  }
}

/** Go wants a HOME or folders of its own; it keeps the user's caches where there are any. */
const goEnvironment = (go: string, place: Place): Record<string, string> => ({
  ...(place.env['HOME'] === undefined
    ? { GOPATH: join(cacheFolder(place), 'gopath'), GOCACHE: join(cacheFolder(place), 'go-build') }
    : {}),
  ...place.env,
  ...BUILD_ENV,
  GOROOT: join(dirname(go), '..'),
});

/** Builds what is asked for, some at a time; what fails is returned with its reason, and the others go on. */
export async function buildPrograms(
  go: string,
  programs: readonly GoProgram[],
  work: Work,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  // The longest first: the short ones fill the gap beside it.
  const queue = [...programs].sort((a, b) => b.source.minutes - a.source.minutes);
  const { builds, processorsEach } = buildWidth(availableParallelism(), totalmem(), programs.length);
  const worker = async (): Promise<void> => {
    for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
      try {
        await build(go, program, { ...work, processorsEach });
      } catch (error) {
        work.signal.throwIfAborted();
        failures.set(program.name, messageOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: builds }, worker));
  return failures;
}
