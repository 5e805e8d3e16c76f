import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../errors.ts';

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once per holder that is waited for. */
  readonly onWait: (holder: string) => void;
}

const POLL_MS = 500;

/** Pid and start time: a pid alone is given to another process sooner or later. */
async function identityOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Counted after the name, which may hold spaces and parentheses; the start time is field 22.
    return `${pid}@${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}

const isAlive = async (holder: string): Promise<boolean> =>
  (await identityOf(Number.parseInt(holder, 10))) === holder;

/** Takes the lock with its content in place: a lock without a holder is never seen. */
async function take(path: string, self: string): Promise<boolean> {
  const own = `${path}.${process.pid}`;
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
  const aside = `${path}.dead-${process.pid}`;
  try {
    await rename(path, aside);
    if (await isAlive(await readFile(aside, 'utf8'))) await link(aside, path);
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
  if (await isAlive(holder)) return holder.split('@')[0];
  await clearDead(path);
  return undefined;
}

async function acquire(path: string, options: LockOptions): Promise<void> {
  const self = await identityOf(process.pid);
  if (self === undefined)
    throw new Error('/proc is not mounted: the lock needs it to tell living holders from dead ones');
  let waitsFor: string | undefined;
  while (!(await take(path, self))) {
    const holder = await livingHolder(path);
    if (holder === undefined) continue;
    if (waitsFor !== holder) options.onWait(holder);
    waitsFor = holder;
    await delay(POLL_MS, undefined, { signal: options.signal });
  }
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
