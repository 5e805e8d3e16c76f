import { EnvironmentError } from '../errors.ts';
import { asFallback, type ServiceModel } from '../model/model.ts';
import { unknownService } from '../model/order.ts';

/** Names the services that run their fallback even if their own program is available: `log-agent,other`. */
const ASKED_BY = 'LAB_FALLBACK';

/** One program that does another's work under the same service's name. */
export interface Fallback {
  readonly service: string;
  /** The one that runs. */
  readonly program: string;
  readonly inPlaceOf: string;
  /** A clause: "which …", "as … asks". */
  readonly why: string;
}

/** Why a program is not available; undefined if it is. */
type Obstacle = (program: string) => string | undefined;

/** The services that should run their fallbacks. */
export function fallbacksAskedFor(
  env: Readonly<Record<string, string>>,
  services: readonly ServiceModel[],
): ReadonlySet<string> {
  const names = (env[ASKED_BY] ?? '').split(',').map((name) => name.trim());
  const asked = new Set(names.filter((name) => name !== ''));
  for (const name of asked) {
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined)
      throw new EnvironmentError(`${ASKED_BY}: ${unknownService(name, services).message}`);
    if (service.native?.fallback === undefined)
      throw new EnvironmentError(`${ASKED_BY}: ${name} has no fallback (${service.file})`);
  }
  return asked;
}

/** The services that run their fallbacks: those asked for, and those whose own program is not available while the fallback is. */
export function chooseFallbacks(
  services: readonly ServiceModel[],
  asked: ReadonlySet<string>,
  obstacle: Obstacle,
): Fallback[] {
  return services.flatMap(({ name, native }) => {
    if (native?.fallback === undefined) return [];
    const { program } = native.fallback;
    const fallback = { service: name, program, inPlaceOf: native.program };
    if (asked.has(name)) return [{ ...fallback, why: `because ${ASKED_BY} names it` }];
    const reason = obstacle(native.program);
    if (reason === undefined || obstacle(program) !== undefined) return [];
    return [{ ...fallback, why: `which is not available: ${reason}` }];
  });
}

/** The services as they will run. */
export const withFallbacks = (
  services: readonly ServiceModel[],
  fallbacks: readonly Pick<Fallback, 'service'>[],
): ServiceModel[] =>
  services.map((each) => (fallbacks.some(({ service }) => service === each.name) ? asFallback(each) : each));

export const describeFallback = ({ service, program, inPlaceOf, why }: Fallback): string =>
  `${service}: ${program} replaces ${inPlaceOf}, ${why}`;
