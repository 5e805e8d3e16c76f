import { programOf, type ProvisionPlan } from '../../programs/index.ts';
import { type ServiceModel, urlOf } from '../../model/model.ts';
import { withDependants } from '../../model/order.ts';

interface Groups {
  readonly first: readonly ServiceModel[];
  /** Started once their programs are built. */
  readonly later: readonly ServiceModel[];
}

/**
 * Separates the services whose programs have to be built, which takes minutes, from those that can start now. A service
 * that needs one of the later ones healthy is a later one too.
 */
export function shopFirst(
  inOrder: readonly ServiceModel[],
  { builds, missing }: Pick<ProvisionPlan, 'builds' | 'missing'>,
  asked: ReadonlySet<string> = new Set(),
): Groups {
  const isListed = (list: readonly { readonly name: string }[], program: string): boolean =>
    list.some(({ name }) => name === programOf(program)?.name);
  const isBuiltHere = ({ name, native }: ServiceModel): boolean => {
    if (native === undefined) return false;
    const { program, fallback } = native;
    const usesFallback = fallback !== undefined && (asked.has(name) || isListed(missing, program));
    return isListed(builds, usesFallback ? fallback.program : program);
  };
  const later = withDependants(
    inOrder.filter(isBuiltHere).map(({ name }) => ({ name, reason: '' })),
    inOrder,
  );
  const isLater = (service: ServiceModel): boolean => later.some(({ name }) => name === service.name);
  return { first: inOrder.filter((service) => !isLater(service)), later: inOrder.filter(isLater) };
}

interface Work<T> {
  readonly signal: AbortSignal;
  /** Starts the shop. */
  readonly open: () => Promise<T>;
  /** Builds beside it, in this order; each returns how to start what was built. A failed `open` aborts them. */
  readonly builds: readonly ((signal: AbortSignal) => Promise<() => Promise<T>>)[];
}

/** Opens the shop while the rest is built. What was built joins at once, after the shop and what was built before. */
export async function openThenJoin<T>({ signal, open, builds }: Work<T>): Promise<T[]> {
  const giveUp = new AbortController();
  const ends = AbortSignal.any([signal, giveUp.signal]);
  const opened = open();
  const building = joinEach(
    builds.map((build) => () => build(ends)),
    opened,
  );
  building.catch(() => undefined); // awaited below
  try {
    await opened;
  } catch (error) {
    giveUp.abort();
    await building.catch(() => undefined); // it removes its half-built files
    throw error;
  }
  return [await opened, ...(await building)];
}

async function joinEach<T>(
  builds: readonly (() => Promise<() => Promise<T>>)[],
  opened: Promise<T>,
): Promise<T[]> {
  const joins: Promise<T>[] = [];
  for (const build of builds) {
    const join = await build();
    const before = joins.at(-1)?.catch(() => undefined); // one that fails keeps no other from joining
    const joined = Promise.all([opened, before]).then(join);
    joined.catch(() => undefined); // awaited below
    joins.push(joined);
  }
  return Promise.all(joins);
}

/** What a person is told once all doors are ready. */
export interface Opening {
  readonly doors: readonly string[];
  readonly lines: readonly string[];
}

/** Says where orders are accepted, and what is still to come. */
export function openLines(first: readonly ServiceModel[], later: readonly ServiceModel[]): Opening {
  const isInner = ({ name }: ServiceModel): boolean =>
    first.some(({ dependsOn }) => dependsOn.some((need) => need.name === name));
  // oncall, which needs nobody, takes no orders.
  const leadsOn = ({ dependsOn }: ServiceModel): boolean =>
    dependsOn.some(({ condition }) => condition !== 'service_started');
  const doors = first.filter((service) => service.isBuilt && leadsOn(service) && !isInner(service));
  const names = later.map(({ name }) => name).join(', ');
  return {
    doors: doors.map(({ name }) => name),
    lines: [
      `the shop takes orders: ${doors.map(urlOf).join(' ')}`,
      ...(names === ''
        ? []
        : [`still building: ${names}. Ctrl-C keeps the shop open; the next \`lab up\` builds the rest`]),
    ],
  };
}
