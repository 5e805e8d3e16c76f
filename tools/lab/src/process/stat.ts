import { readdirSync, readFileSync } from 'node:fs';
import { pageBytes } from './auxv.ts';

/** What /proc/<pid>/stat says of a process. Times are in clock ticks (`ticksPerSecond`). */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly ticks: number;
  /** Of its children that have ended. */
  readonly reapedTicks: number;
  /** Since boot: with the pid it names one process of this boot and no other. */
  readonly startTime: number;
  readonly rssBytes: number;
  readonly threads: number;
}

/** The state of a process after SIGSTOP. */
export const STOPPED = 'T';

/** Undefined when there is no such process (any more). */
export function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined; // gone between listing and reading, which is no failure
  }
}

export function parseStat(text: string, pageSize: number = pageBytes()): ProcessStat {
  // The second field is the command in brackets and may hold blanks and brackets itself: count from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]); // numbered from 1 as in proc(5)
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    state: fields[0] ?? '?',
    ticks: field(14) + field(15),
    reapedTicks: field(16) + field(17),
    startTime: field(22),
    rssBytes: field(24) * pageSize,
    threads: field(20),
  };
}

export const listProcesses = (): ProcessStat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);

/**
 * A zombie has ended; only its parent has not noticed yet. Not so while threads of it are left: the first one has ended, the
 * others still hold its ports and files.
 */
export const isAlive = (stat: ProcessStat | undefined): stat is ProcessStat =>
  stat !== undefined && stat.state !== 'X' && (stat.state !== 'Z' || stat.threads > 1);

/** Tells one boot of the machine from another: start times begin anew with each. */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
