/** Something of which there could be one more: a core, a replica, a slot of a pool. */
export interface Resource {
  readonly name: string;
  /** How many there are. */
  readonly units: number;
  /** The share of them that was busy, 0 to 1; undefined if nobody measured it. */
  readonly busy: number | undefined;
  /** A unit of this resource runs on that one: a replica needs a core. */
  readonly runsOn?: string;
}

/** What one more would bring: at most so many orders a second, or why that is not known. */
export interface Gain {
  readonly name: string;
  /** Upper bound: contention may take part of it. Null: not known. */
  readonly ordersPerSecond: number | null;
  readonly why: string;
}

/** A resource is saturated from here on: queues grow long before all of the time is taken. */
const SATURATED = 0.85;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * The utilisation law, U = X · S: a resource that is busy for a share U at a throughput X carries at most X ÷ U. One more unit of
 * the bottleneck raises that bound, until the next resource is the bottleneck. More of anything else brings nothing.
 */
export function gainsOf(throughput: number, resources: readonly Resource[]): Gain[] {
  const measured = resources.filter((each): each is Measured => each.busy !== undefined);
  const [bottleneck] = measured.toSorted((a, b) => b.busy - a.busy);
  return resources.map((resource) => gainOf(resource, { throughput, measured, bottleneck }));
}

type Measured = Resource & { readonly busy: number };
interface Situation {
  readonly throughput: number;
  readonly measured: readonly Measured[];
  readonly bottleneck: Measured | undefined;
}

function gainOf(resource: Resource, situation: Situation): Gain {
  const { name, busy } = resource;
  const { bottleneck } = situation;
  const gain = (ordersPerSecond: number | null, why: string): Gain => ({ name, ordersPerSecond, why });
  if (busy === undefined) return gain(null, 'it was not measured');
  if (bottleneck === undefined || bottleneck.busy < SATURATED)
    return gain(null, `nothing that is measured was saturated; ${name} was ${percent(busy)} busy`);
  if (busy < SATURATED)
    return gain(
      0,
      `it was ${percent(busy)} busy, so it is not what limits; ${bottleneck.name} was ${percent(bottleneck.busy)} busy`,
    );
  const base = situation.measured.find((each) => each.name === resource.runsOn);
  if (base !== undefined && base.busy >= SATURATED)
    return gain(
      0,
      `it was ${percent(busy)} busy, but one more needs ${base.name}, and that was ${percent(base.busy)} busy`,
    );
  const most = headroom({ ...resource, busy }, situation);
  return gain(most.ordersPerSecond, `it was ${percent(busy)} busy${most.until}`);
}

/** How far one more unit lifts the lowest bound of all resources. */
function headroom(resource: Measured, { throughput, measured }: Situation) {
  const bound = ({ busy }: Measured): number => throughput / busy;
  const now = Math.min(...measured.map(bound));
  const lifted = (bound(resource) * (resource.units + 1)) / resource.units;
  const others = measured.filter(({ name }) => name !== resource.name);
  const next = others.toSorted((a, b) => bound(a) - bound(b))[0];
  const isCapped = next !== undefined && bound(next) < lifted;
  return {
    ordersPerSecond: Math.max(0, (isCapped ? bound(next) : lifted) - now),
    until: isCapped ? `; then ${next.name} is the limit (${percent(next.busy)} busy now)` : '',
  };
}
