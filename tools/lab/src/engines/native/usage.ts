import type { ProcessUsage } from '../engine.ts';
import { findMembers } from '../../proc/members.ts';
import { listProcesses, type ProcessStat, TICKS_PER_SECOND } from '../../proc/stat.ts';
import { identityOf, readRecords } from './supervisor/record.ts';

/** Memory and processor time of each service's processes. Shared memory is counted with every process that has it mapped in. */
export function readUsage(stateDir: string, supervisorPid: number | undefined): ProcessUsage[] {
  const all = listProcesses();
  const services = readRecords(stateDir).map((record) =>
    usageOf(record.spec.name, findMembers(identityOf(stateDir, record), all)),
  );
  // What runs the lab is a part of what the lab costs.
  return [
    ...services,
    usageOf(
      'supervisor',
      all.filter(({ pid }) => pid === supervisorPid),
    ),
  ];
}

const usageOf = (name: string, members: readonly ProcessStat[]): ProcessUsage => ({
  name,
  rssBytes: members.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  cpuSeconds: members.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
});
