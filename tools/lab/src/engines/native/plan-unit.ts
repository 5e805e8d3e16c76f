import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Mount, type NativeRecipe, ownMounts, type ServiceModel } from '../../model/model.ts';
import type { Probe } from '../../process/probe.ts';
import { rewriteProbe } from '../shared/readiness.ts';
import { rewriterFor } from '../shared/rewrite.ts';
import type { UnitPlace } from './places.ts';
import type { UnitSpec } from './unit-spec.ts';

/** What the plan needs to know of the machine. */
interface UnitPlanInputs {
  readonly service: ServiceModel;
  readonly recipe: NativeRecipe;
  readonly services: readonly ServiceModel[];
  readonly place: UnitPlace;
  readonly root: string;
  readonly stateDir: string;
  /** The environment that every program gets: PATH with the program's own folder first, HOME, locale. */
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly resolveWord: (program: string) => string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The program's name, if the recipe is a fallback's. */
  readonly fallback?: string;
  /** Of what the service runs or reads and the description does not show: build output, configuration files. */
  readonly contentHash: string;
}

export interface UnitPlan {
  readonly spec: UnitSpec;
  readonly ready: Probe | undefined;
}

/** A service of the Compose model as a process on this machine. */
export function planUnit(inputs: UnitPlanInputs): UnitPlan {
  const { service, recipe, place, stateDir, root } = inputs;
  const rewrite = rewriterFor(service, inputs.services, place.path);
  const toArgv = (words: readonly string[]): string[] => {
    const [program = '', ...rest] = words.map(rewrite);
    return [inputs.resolveWord(program), ...rest];
  };
  const description = {
    name: service.name,
    argv: [...under(inputs), ...toArgv(recipe.command ?? wordsOf(service, recipe))],
    handsOver: service.handover !== undefined,
    program: inputs.resolveWord(recipe.program),
    env: { ...inputs.baseEnv, ...toEnvironment(service, recipe, rewrite) },
    cwd: place.base === stateDir ? root : place.base,
    ...whereGiven(inputs),
    prepare: recipe.prepare.map(toArgv),
    logFile: join(stateDir, 'logs', `${service.name}.log`),
    dataDirs: placesOf('volume', service, place),
    tmpDirs: placesOf('tmpfs', service, place),
    restart: service.restart,
    stopSignal: (recipe.stop_signal ?? service.stopSignal ?? 'SIGTERM') as NodeJS.Signals,
    stopGraceMs: service.stopGraceMs,
    dependsOn: service.dependsOn.map(({ name }) => name),
  };
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([description, inputs.contentHash]))
    .digest('hex');
  return {
    spec: { ...description, fingerprint },
    ready: recipe.ready && rewriteProbe(recipe.ready, rewrite),
  };
}

/** An entrypoint is obeyed where the recipe has no command. What it runs is found on PATH: the program's folder comes first. */
const wordsOf = ({ entrypoint, command }: ServiceModel, { program }: NativeRecipe): string[] => [
  ...(entrypoint ?? [program]),
  ...command,
];

const under = ({ service: { handover }, root, resolveWord }: UnitPlanInputs): string[] =>
  handover === undefined ? [] : [resolveWord('sh'), join(root, handover)];

const whereGiven = ({
  user,
  fallback,
  service: { logLimits },
}: UnitPlanInputs): Pick<UnitSpec, 'uid' | 'gid' | 'fallback' | 'logLimits'> => ({
  ...(user !== undefined && user),
  ...(fallback !== undefined && { fallback }),
  ...(logLimits !== undefined && { logLimits }),
});

const placesOf = (kind: Mount['kind'], service: ServiceModel, place: UnitPlace): string[] =>
  ownMounts(service)
    .filter((mount) => mount.kind === kind)
    .map(place.path);

function toEnvironment(
  service: ServiceModel,
  recipe: NativeRecipe,
  rewrite: (text: string) => string,
): Record<string, string> {
  const merged: Record<string, string | null> = { ...service.environment, ...recipe.environment };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([name, value]) => (value === null ? [] : [[name, rewrite(value)]])),
  );
}
