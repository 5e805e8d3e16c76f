import type { ProcessStat } from '../../../process/stat.ts';

/** The service that a process itself names; undefined if it names none. */
export type ServiceOf = (process: ProcessStat) => string | undefined;

/** The processes of each service: those that name it themselves, and their descendants. */
export const groupByService = (
  all: readonly ProcessStat[],
  serviceOf: ServiceOf,
): ReadonlyMap<string, readonly ProcessStat[]> => {
  const byPid = new Map(all.map((process) => [process.pid, process]));
  const known = new Map<number, string | undefined>([[0, undefined]]);
  const find = (process: ProcessStat): string | undefined => {
    if (known.has(process.pid)) return known.get(process.pid);
    known.set(process.pid, undefined); // a parent's number may have been given to its own descendant meanwhile
    const parent = byPid.get(process.parent);
    const service = serviceOf(process) ?? (parent && find(parent));
    known.set(process.pid, service);
    return service;
  };
  const groups = new Map<string, ProcessStat[]>();
  for (const process of all) {
    const service = find(process);
    if (service !== undefined) groups.set(service, [...(groups.get(service) ?? []), process]);
  }
  return groups;
};
