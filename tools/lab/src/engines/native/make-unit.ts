import type { LabContext } from '../../context.ts';
import type { LabModel, ServiceModel } from '../../model/model.ts';
import { pathWith, type FoundPrograms } from './find-programs.ts';
import { placeOf } from './places.ts';
import { planUnit, type UnitPlan } from './plan-unit.ts';
import { renderFiles } from './render.ts';
import { rewriterFor } from '../shared/rewrite.ts';
import { ownerFor } from './user.ts';

/** What all services of one `up` share. */
export interface Workshop {
  readonly context: LabContext;
  readonly model: LabModel;
  readonly programs: FoundPrograms;
  /** The TypeScript build: what it built, by hash. */
  readonly build: Promise<string>;
}

/** Of the user's environment a service gets these alone; the rest would make it run differently on each machine. */
const INHERITED = ['HOME', 'LANG', 'TZ'];

/** Writes the files of a service and says how to run it. */
export async function makeUnit(
  service: ServiceModel,
  { context, model, programs, build }: Workshop,
): Promise<UnitPlan> {
  const { root, stateDir, env } = context;
  const recipe = service.native;
  if (recipe === undefined) throw new Error(`${service.name} has no x-native key`);
  const fallback = programs.fallbacks.find((each) => each.service === service.name)?.program;
  const program = programs.paths.get(recipe.program) ?? recipe.program;
  const user = ownerFor(recipe.user);
  const place = placeOf(service, stateDir, user !== undefined);
  const rewrite = rewriterFor(service, model.services, place.path);
  const files = renderFiles(service, place, { rewrite, owner: user });
  const inherited = INHERITED.flatMap((name) =>
    env[name] === undefined ? [] : [[name, env[name]] as const],
  );
  return planUnit({
    service,
    recipe,
    services: model.services,
    place,
    root,
    stateDir,
    baseEnv: { ...Object.fromEntries(inherited), PATH: pathWith(program, env['PATH'] ?? '/usr/bin:/bin') },
    resolveWord: (word) => programs.paths.get(word) ?? word,
    ...(user !== undefined && { user }),
    ...(fallback !== undefined && { fallback }),
    contentHash: `${files} ${service.isBuilt ? await build : ''}`,
  });
}
