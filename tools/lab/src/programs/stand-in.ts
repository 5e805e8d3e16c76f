import { EnvironmentError } from '../errors.ts';
import { asStandIn, type ServiceModel } from '../model/model.ts';
import { unknownService } from '../model/order.ts';

/** Names the services whose stand-in is to run even where their own program is there: `log-agent,other`. */
const ASKED_BY = 'LAB_STAND_IN';

/** One program that does another's work under the same service's name. */
export interface StandIn {
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
export function standInsAskedFor(
  env: Readonly<Record<string, string>>,
  services: readonly ServiceModel[],
): ReadonlySet<string> {
  const names = (env[ASKED_BY] ?? '').split(',').map((name) => name.trim());
  const asked = new Set(names.filter((name) => name !== ''));
  for (const name of asked) {
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined)
      throw new EnvironmentError(`${ASKED_BY}: ${unknownService(name, services).message}`);
    if (service.native?.stand_in === undefined)
      throw new EnvironmentError(`${ASKED_BY}: ${name} has no fallback (${service.file})`);
  }
  return asked;
}

/** The services that run their fallbacks: those asked for, and those whose own program is not available while the fallback is. */
export function chooseStandIns(
  services: readonly ServiceModel[],
  asked: ReadonlySet<string>,
  obstacle: Obstacle,
): StandIn[] {
  return services.flatMap(({ name, native }) => {
    if (native?.stand_in === undefined) return [];
    const { program } = native.stand_in;
    const standIn = { service: name, program, inPlaceOf: native.program };
    if (asked.has(name)) return [{ ...standIn, why: `because ${ASKED_BY} names it` }];
    const reason = obstacle(native.program);
    if (reason === undefined || obstacle(program) !== undefined) return [];
    return [{ ...standIn, why: `which is not available: ${reason}` }];
  });
}

/** The services as they will run. */
export const withStandIns = (
  services: readonly ServiceModel[],
  standIns: readonly Pick<StandIn, 'service'>[],
): ServiceModel[] =>
  services.map((each) => (standIns.some(({ service }) => service === each.name) ? asStandIn(each) : each));

export const describeStandIn = ({ service, program, inPlaceOf, why }: StandIn): string =>
  `${service}: ${program} replaces ${inPlaceOf}, ${why}`;
