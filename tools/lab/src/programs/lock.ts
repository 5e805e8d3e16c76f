import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, EnvironmentError } from '../errors.ts';
import { readStat } from '../process/stat.ts';

interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once per holder that is waited for. */
  readonly onWait: (holder: string) => void;
}

const POLL_MS = 500;

/** Pid and start time: a pid alone is given to another process sooner or later. */
function identityOf(pid: number): string | undefined {
  const stat = readStat(pid);
  if (stat !== undefined) return `${pid}@${stat.startTime}`;
  return process.platform !== 'linux' && isRunning(pid) ? String(pid) : undefined; // no /proc: the pid has to do
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const isAlive = (holder: string): boolean => identityOf(Number.parseInt(holder, 10)) === holder;

/** Takes the lock with its content in place: a lock without a holder is never seen. */
async function take(path: string, self: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, self);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

/** Moves a dead holder's lock away; puts it back if somebody was quicker and it is a living one's by now. */
async function clearDead(path: string): Promise<void> {
  const aside = `${path}.dead-${randomUUID()}`;
  try {
    await rename(path, aside);
    if (isAlive(await readFile(aside, 'utf8'))) await link(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** The pid of who holds the lock; undefined where it was released just now or its holder is gone, and with it the lock. */
async function livingHolder(path: string): Promise<string | undefined> {
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  if (holder === undefined) return undefined;
  if (isAlive(holder)) return holder.split('@')[0];
  await clearDead(path);
  return undefined;
}

async function acquire(path: string, options: LockOptions): Promise<void> {
  const self = identityOf(process.pid);
  if (!self?.includes('@'))
    throw new EnvironmentError(
      'the native engine runs on Linux only: it needs /proc, which does not exist here. Use Docker: `lab up --engine compose`',
    );
  let waitsFor: string | undefined;
  while (!(await take(path, self))) {
    const holder = await livingHolder(path);
    if (holder === undefined) continue;
    if (waitsFor !== holder) options.onWait(holder);
    waitsFor = holder;
    await delay(POLL_MS, undefined, { signal: options.signal });
  }
}

async function tryToTake(path: string): Promise<boolean> {
  const self = identityOf(process.pid) ?? String(process.pid);
  while (!(await take(path, self))) if ((await livingHolder(path)) !== undefined) return false;
  return true;
}

/** Runs `work` while holding the first of these lock files that nobody holds; undefined where all are held. */
export async function withFirstFreeLock<T>(
  paths: readonly string[],
  work: (index: number) => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  for (const [index, path] of paths.entries()) {
    await mkdir(dirname(path), { recursive: true });
    if (!(await tryToTake(path))) continue;
    try {
      return { result: await work(index) };
    } finally {
      await rm(path, { force: true });
    }
  }
  return undefined;
}

/** Runs `work` while holding the lock file; the lock of a process that is gone counts for nothing. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, options);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
