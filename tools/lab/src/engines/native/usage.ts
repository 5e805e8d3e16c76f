import type { ProcessUsage } from '../engine.ts';
import { ticksPerSecond } from '../../process/auxv.ts';
import { findProcesses } from '../../process/service-processes.ts';
import { listProcesses, type ProcessStat } from '../../process/stat.ts';
import { logWriterPids, supervisorPids } from './supervisor/find.ts';
import { identityOf, readRecords } from './supervisor/record.ts';

/** Memory and processor time of each service's processes. Shared memory is counted with every process that has it mapped in. */
export function readUsage(stateDir: string): ProcessUsage[] {
  const all = listProcesses();
  const services = readRecords(stateDir).map((record) =>
    usageOf(record.spec.name, findProcesses(identityOf(stateDir, record), all)),
  );
  // What runs the lab is a part of what the lab costs.
  const own = (name: string, pids: readonly number[]): ProcessUsage =>
    usageOf(
      name,
      all.filter(({ pid }) => pids.includes(pid)),
    );
  return [
    ...services,
    own('supervisor', supervisorPids(stateDir)),
    own('log-writer', logWriterPids(stateDir)),
  ];
}

const usageOf = (name: string, processes: readonly ProcessStat[]): ProcessUsage => ({
  name,
  rssBytes: processes.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  cpuSeconds: processes.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond(),
});
