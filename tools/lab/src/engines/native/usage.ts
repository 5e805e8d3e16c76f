import type { ProcessUsage } from '../engine.ts';
import { ticksPerSecond } from '../../process/auxv.ts';
import { findMembers } from '../../process/members.ts';
import { listProcesses, type ProcessStat } from '../../process/stat.ts';
import { logWriterPids, supervisorPids } from './supervisor/find.ts';
import { identityOf, readRecords } from './supervisor/record.ts';

/** Memory and processor time of each service's processes. Shared memory is counted with every process that has it mapped in. */
export function readUsage(stateDir: string): ProcessUsage[] {
  const all = listProcesses();
  const services = readRecords(stateDir).map((record) =>
    usageOf(record.spec.name, findMembers(identityOf(stateDir, record), all)),
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

const usageOf = (name: string, members: readonly ProcessStat[]): ProcessUsage => ({
  name,
  rssBytes: members.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  cpuSeconds: members.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond(),
});
