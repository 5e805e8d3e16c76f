import { readdirSync } from 'node:fs';
import { ticksPerSecond } from '../../../process/auxv.ts';
import { MARK_VARIABLE } from '../../../process/service-processes.ts';
import { readOr } from '../../../process/read-or.ts';
import { isAlive, listProcesses, type ProcessStat } from '../../../process/stat.ts';
import { readRecords, type UnitRecord } from '../supervisor/record.ts';
import type { ServiceUsage } from './exposition.ts';
import { groupByService } from './group-by-service.ts';

const KIB = 1024;

/** Reads what each running service of a lab uses. Called every few seconds, so it caches what does not change. */
export class UsageReader {
  private marks = new Map<string, string | undefined>();
  private readonly stateDir: string;

  constructor(stateDir: string) {
    this.stateDir = stateDir;
  }

  read(): ServiceUsage[] {
    const all = listProcesses().filter(isAlive);
    const records = readRecords(this.stateDir);
    const mains = new Map(records.flatMap((record) => (record.main ? [[keyOf(record.main), record]] : [])));
    this.forgetAllBut(all);
    // Postgres and Redis overwrite their environment with their title: their main process is known by its record.
    const byService = groupByService(all, (stat) => mains.get(keyOf(stat))?.spec.name ?? this.mark(stat));
    return records.flatMap((record) => {
      const processes = byService.get(record.spec.name);
      return processes === undefined ? [] : [usageOf(record, processes)];
    });
  }

  private mark(stat: ProcessStat): string | undefined {
    const key = keyOf(stat);
    if (!this.marks.has(key)) this.marks.set(key, readMark(stat.pid, this.stateDir));
    return this.marks.get(key);
  }

  private forgetAllBut(all: readonly ProcessStat[]): void {
    const known = all
      .map(keyOf)
      .flatMap((key) => (this.marks.has(key) ? [[key, this.marks.get(key)] as const] : []));
    this.marks = new Map(known);
  }
}

/** The pid alone may be another process's by now. */
const keyOf = ({ pid, startTime }: Pick<ProcessStat, 'pid' | 'startTime'>): string => `${pid} ${startTime}`;

const readMark = (pid: number, stateDir: string): string | undefined => {
  const prefix = `${MARK_VARIABLE}=${stateDir}#`;
  const variables = readOr(`/proc/${pid}/environ`, '').split('\0');
  return variables.find((variable) => variable.startsWith(prefix))?.slice(prefix.length);
};

const usageOf = ({ spec, startedAt }: UnitRecord, processes: readonly ProcessStat[]): ServiceUsage => {
  const sum = (value: (process: ProcessStat) => number): number =>
    processes.reduce((total, process) => total + value(process), 0);
  return {
    service: spec.name,
    cpuSeconds: sum(({ ticks, reapedTicks }) => ticks + reapedTicks) / ticksPerSecond(),
    rssBytes: sum(({ pid }) => anonymousBytes(pid)),
    fileDescriptors: sum(({ pid }) => countFiles(pid)),
    processes: processes.length,
    threads: sum(({ threads }) => threads),
    startedAtSeconds: startedAt / 1000,
  };
};

const anonymousBytes = (pid: number): number =>
  Number(/^RssAnon:\s+(\d+) kB$/m.exec(readOr(`/proc/${pid}/status`, ''))?.[1] ?? 0) * KIB;

const countFiles = (pid: number): number => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // gone meanwhile, or another user's
  }
};
