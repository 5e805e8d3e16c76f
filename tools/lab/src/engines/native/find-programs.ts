import { dirname } from 'node:path';
import type { LabContext } from '../../context.ts';
import { asFallback, type NativeRecipe, type ServiceModel } from '../../model/model.ts';
import { ensurePrograms, type MissingProgram, programOf, whyMissing } from '../../programs/index.ts';
import type { Skipped } from '../../model/order.ts';
import { chooseFallbacks, type Fallback, withFallbacks } from '../../programs/fallback.ts';

export interface FoundPrograms {
  /** Absolute path by program name. */
  readonly paths: ReadonlyMap<string, string>;
  readonly fallbacks: readonly Fallback[];
  readonly missing: readonly Skipped[];
}

interface FindOptions {
  /** Services that run their fallback even if their own program is available. */
  readonly asked: ReadonlySet<string>;
  readonly progress: (line: string) => void;
  readonly ensure?: typeof ensurePrograms;
}

/** Finds the programs of these services and installs missing ones; a fallback's only where it is needed. */
export async function findPrograms(
  services: readonly ServiceModel[],
  context: LabContext,
  { asked, progress, ensure = ensurePrograms }: FindOptions,
): Promise<FoundPrograms> {
  const search = new Search((names) => ensure(names, context, { progress, signal: context.signal }));
  await search.look(services.map((service) => (asked.has(service.name) ? asFallback(service) : service)));
  const replaceable = services.filter(
    ({ name, native }) =>
      native?.fallback !== undefined && !asked.has(name) && search.obstacle(native.program) !== undefined,
  );
  await search.look(replaceable.map(asFallback));
  const fallbacks = chooseFallbacks(services, asked, (program) => search.obstacle(program));
  const missing = withFallbacks(services, fallbacks).flatMap((service) => search.lackOf(service));
  return { paths: search.paths, fallbacks, missing };
}

type Ensure = (names: Parameters<typeof ensurePrograms>[0]) => ReturnType<typeof ensurePrograms>;

class Search {
  /** Node is there: it runs this. */
  readonly paths = new Map([['node', process.execPath]]);
  private readonly missing = new Map<string, MissingProgram>();
  private readonly ensure: Ensure;

  constructor(ensure: Ensure) {
    this.ensure = ensure;
  }

  async look(services: readonly ServiceModel[]): Promise<void> {
    const names = new Set(services.flatMap(({ native }) => programOf(native?.program ?? '')?.name ?? []));
    const open = [...names].filter((name) => !this.paths.has(name) && !this.missing.has(name));
    if (open.length === 0) return;
    const { found, missing } = await this.ensure(open);
    for (const { name, path } of found) this.paths.set(name, path);
    for (const program of missing) this.missing.set(program.name, program);
  }

  /** Why a program is not available; undefined if it is. */
  obstacle(program: string): string | undefined {
    if (this.paths.has(program)) return undefined;
    const missing = this.missing.get(program);
    return missing === undefined ? 'the lab has no source for it' : whyMissing(missing);
  }

  /** Why a service cannot run. */
  lackOf({ name, native, containerOnly }: ServiceModel): Skipped[] {
    if (native === undefined)
      return [
        { name, reason: `runs in a container only: ${containerOnly?.why ?? 'it has no x-native key'}` },
      ];
    return this.lackOfProgram(name, native);
  }

  private lackOfProgram(name: string, { program, fallback }: NativeRecipe): Skipped[] {
    const reason = this.obstacle(program);
    if (reason === undefined) return [];
    const without = this.missing.get(program)?.without;
    return [
      {
        name,
        reason: [
          `${program}: ${reason}`,
          ...(without === undefined || fallback !== undefined ? [] : [without]),
          ...(fallback === undefined
            ? []
            : [`nor ${fallback.program}: ${this.obstacle(fallback.program) ?? ''}`]),
        ].join('; '),
      },
    ];
  }
}

/** PATH with the program's own folder first: what it calls comes from beside it. */
export const pathWith = (program: string, path: string): string => `${dirname(program)}:${path}`;
