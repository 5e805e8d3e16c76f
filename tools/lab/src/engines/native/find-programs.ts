import { dirname } from 'node:path';
import type { LabContext } from '../../context.ts';
import type { ServiceModel } from '../../model/model.ts';
import { ensurePrograms, programOf } from '../../programs/index.ts';
import type { Skipped } from '../shared/order.ts';

export interface FoundPrograms {
  /** Absolute path by program name. */
  readonly paths: ReadonlyMap<string, string>;
  readonly missing: readonly Skipped[];
}

/** Node is there: it runs this. */
const OWN: ReadonlyMap<string, string> = new Map([['node', process.execPath]]);

/** Finds, and where they are not there installs, the programs of these services. */
export async function findPrograms(
  services: readonly ServiceModel[],
  context: LabContext,
  progress: (line: string) => void,
): Promise<FoundPrograms> {
  const known = [...new Set(services.flatMap(({ native }) => programOf(native?.program ?? '')?.name ?? []))];
  const { found, missing } = await ensurePrograms(known, context, { progress, signal: context.signal });
  const paths = new Map([...OWN, ...found.map(({ name, path }) => [name, path] as const)]);
  return { paths, missing: services.flatMap((service) => lack(service, paths, missing)) };
}

function lack(
  { name, native }: ServiceModel,
  paths: ReadonlyMap<string, string>,
  missing: readonly { name: string; reason: string; without: string; remedy: string }[],
): Skipped[] {
  if (native === undefined) return [{ name, reason: 'it has no x-native key: it runs in a container only' }];
  if (paths.has(native.program)) return [];
  const why = missing.find((program) => program.name === native.program);
  if (why === undefined) return [{ name, reason: `the lab does not know where to get "${native.program}"` }];
  return [{ name, reason: `${why.name}: ${why.reason}; ${why.without}. ${why.remedy}` }];
}

/** PATH with the program's own folder first: what it calls comes from beside it. */
export const pathWith = (program: string, path: string): string => `${dirname(program)}:${path}`;
