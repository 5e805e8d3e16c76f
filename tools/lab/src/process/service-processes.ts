import { readlinkSync } from 'node:fs';
import { codeOf } from '../errors.ts';
import { readOr } from './read-or.ts';
import { isAlive, listProcesses, type ProcessStat } from './stat.ts';

/** In the environment of each process of a service, inherited by whatever it starts. */
export const MARK_VARIABLE = 'SRE_LAB_UNIT';

/** How the processes of one service are told from all others on the machine. */
export interface Identity {
  /** The value of MARK_VARIABLE: state directory and service. */
  readonly mark: string;
  readonly main?: { readonly pid: number; readonly startTime: number };
  /** Postgres and Redis overwrite their environment with their title, but are these programs, working inside their data directory. */
  readonly exes: readonly string[];
  readonly dataDirs: readonly string[];
}

/** All processes of a service: its main one, whatever descends from it, and what a dead one left behind. */
export function findProcesses(
  identity: Identity,
  all: readonly ProcessStat[] = listProcesses(),
): ProcessStat[] {
  const alive = all.filter(isAlive).filter(({ pid }) => pid !== process.pid);
  const found = new Map(alive.filter((stat) => isRoot(stat, identity)).map((stat) => [stat.pid, stat]));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const stat of alive) if (found.has(stat.parent)) found.set(stat.pid, stat);
  }
  return [...found.values()];
}

function isRoot(stat: ProcessStat, identity: Identity): boolean {
  const { mark, main } = identity;
  if (main?.pid === stat.pid) return main.startTime === stat.startTime;
  return hasMark(stat.pid, mark) || worksOnData(stat.pid, identity);
}

const hasMark = (pid: number, mark: string): boolean =>
  readOr(`/proc/${pid}/environ`, '').split('\0').includes(`${MARK_VARIABLE}=${mark}`);

/** The program is compared too, lest a user's shell inside the data directory be taken for the database. */
function worksOnData(pid: number, { exes, dataDirs }: Identity): boolean {
  if (dataDirs.length === 0) return false;
  const cwd = readLink(pid, 'cwd');
  const isInside = cwd !== null && dataDirs.some((dir) => `${cwd}/`.startsWith(`${dir}/`));
  return isInside && exes.includes(readLink(pid, 'exe') ?? '');
}

export function readLink(pid: number, name: 'cwd' | 'exe'): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return null;
  }
}

/** Sends a signal; false when the process has gone already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  if (pid <= 1) throw new Error(`refusing to signal pid ${pid}`); // 0 is the own group, -1 everything
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}
