import type { ProcessStat } from '../../../process/stat.ts';

/** How a process tells of itself which part of the lab it belongs to; undefined where it does not. */
export type PartOf = (process: ProcessStat) => string | undefined;

/** The processes of each part: those that say so themselves, and whatever descends from one. */
export const groupByPart = (
  all: readonly ProcessStat[],
  partOf: PartOf,
): ReadonlyMap<string, readonly ProcessStat[]> => {
  const byPid = new Map(all.map((process) => [process.pid, process]));
  const known = new Map<number, string | undefined>([[0, undefined]]);
  const find = (process: ProcessStat): string | undefined => {
    if (known.has(process.pid)) return known.get(process.pid);
    known.set(process.pid, undefined); // a parent's number may have been given to its own descendant meanwhile
    const parent = byPid.get(process.parent);
    const part = partOf(process) ?? (parent && find(parent));
    known.set(process.pid, part);
    return part;
  };
  const parts = new Map<string, ProcessStat[]>();
  for (const process of all) {
    const part = find(process);
    if (part !== undefined) parts.set(part, [...(parts.get(part) ?? []), process]);
  }
  return parts;
};
