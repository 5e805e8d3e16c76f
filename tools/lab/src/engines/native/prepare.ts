import type { LabContext } from '../../context.ts';
import type { ServiceModel } from '../../model/model.ts';
import { programOf, type ProgramName } from '../../programs/index.ts';
import { type Skipped, withDependants } from '../../model/order.ts';
import { findPrograms, type FoundPrograms } from './find-programs.ts';
import { describeFallback, withFallbacks } from '../../programs/fallback.ts';

/** Services with the programs that run them. */
export interface Prepared {
  readonly programs: FoundPrograms;
  readonly chosen: readonly ServiceModel[];
  readonly skipped: readonly Skipped[];
}

interface Options {
  readonly context: LabContext;
  readonly asked: ReadonlySet<string>;
  readonly progress: (line: string) => void;
  /** What was found before to be unable to run. */
  readonly missing?: readonly Skipped[];
}

/** Finds or installs the programs of one group of services; what cannot run is skipped, with what needs it. */
export async function prepare(
  group: readonly ServiceModel[],
  inOrder: readonly ServiceModel[],
  { context, asked, progress, missing = [] }: Options,
): Promise<Prepared> {
  const programs = await findPrograms(group, context, { asked, progress });
  for (const fallback of programs.fallbacks) progress(describeFallback(fallback));
  const isOurs = ({ name }: { readonly name: string }): boolean => group.some((each) => each.name === name);
  const skipped = withDependants([...missing, ...programs.missing], inOrder).filter(isOurs);
  const chosen = withFallbacks(group, programs.fallbacks).filter(
    ({ name }) => !skipped.some((skip) => skip.name === name),
  );
  return { programs, chosen, skipped };
}

/** The programs that these services may run, fallbacks included. */
export const programsOf = (services: readonly ServiceModel[], asked: ReadonlySet<string>): ProgramName[] => {
  const words = services.flatMap(({ name, native }) => [
    ...(native === undefined || asked.has(name) ? [] : [native.program]),
    ...(native?.fallback === undefined ? [] : [native.fallback.program]),
  ]);
  return [...new Set(words.flatMap((word) => programOf(word)?.name ?? []))];
};
