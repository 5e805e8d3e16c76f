import type { JaegerSpan, JaegerTrace } from './jaeger-trace.ts';

/** Starts are noted to the millisecond: less is no skew. */
const PRECISION_US = 1000;
const HOST_TAGS = ['host.name', 'host.id', 'hostname', 'ip'];

/**
 * Moves the spans of a host whose clock differs, so that an answer lies within its call and a message is not taken before it is sent. Only
 * between two hosts that are known to be different: on one host a child outside its parent is no matter of clocks.
 */
export function correctSkew(trace: JaegerTrace): JaegerTrace {
  const hosts = new Map(Object.entries(trace.processes).map(([id, { tags }]) => [id, hostOf(tags)]));
  if (new Set(hosts.values()).size < 2) return trace;
  const shifts = new Shifts(trace, hosts);
  if (trace.spans.every((span) => shifts.of(span) === 0)) return trace;
  return {
    ...trace,
    spans: trace.spans.map((span) => ({ ...span, startTime: span.startTime + shifts.of(span) })),
  };
}

class Shifts {
  readonly #spans: ReadonlyMap<string, JaegerSpan>;
  readonly #hosts: ReadonlyMap<string, string | undefined>;
  readonly #known = new Map<string, number>();

  constructor({ spans }: JaegerTrace, hosts: ReadonlyMap<string, string | undefined>) {
    this.#spans = new Map(spans.map((span) => [span.spanID, span]));
    this.#hosts = hosts;
  }

  of(span: JaegerSpan): number {
    const known = this.#known.get(span.spanID);
    if (known !== undefined) return known;
    this.#known.set(span.spanID, 0); // a circle ends here
    const shift = this.#below(span, this.#spans.get(parentIdOf(span) ?? ''));
    this.#known.set(span.spanID, shift);
    return shift;
  }

  #below(span: JaegerSpan, parent: JaegerSpan | undefined): number {
    if (parent === undefined) return 0;
    const above = this.of(parent);
    const [here, there] = [this.#hosts.get(span.processID), this.#hosts.get(parent.processID)];
    // On one host they move together.
    const isOtherHost = here !== undefined && there !== undefined && here !== there;
    return isOtherHost ? intoPlace(span, parent, above) : above;
  }
}

const parentIdOf = ({ references }: JaegerSpan): string | undefined =>
  (references?.find(({ refType }) => refType === 'CHILD_OF') ?? references?.[0])?.spanID;

const hostOf = (tags: JaegerTrace['processes'][string]['tags']): string | undefined => {
  const tag = tags?.find(({ key }) => HOST_TAGS.includes(key));
  return tag === undefined ? undefined : String(tag.value);
};

const kindOf = ({ tags }: JaegerSpan): string =>
  String(tags?.find(({ key }) => key === 'span.kind')?.value ?? 'internal');

/** By how much a child is moved so that it lies where its parent, itself moved, allows. */
function intoPlace(child: JaegerSpan, parent: JaegerSpan, above: number): number {
  const early = parent.startTime + above - child.startTime;
  if (kindOf(child) === 'consumer') return early > PRECISION_US ? early : 0;
  const room = parent.duration - child.duration;
  const late = -early - room;
  if (early <= PRECISION_US && late <= PRECISION_US) return 0;
  // The way there and back are taken to be equal, as Jaeger does; a child that is longer than its parent begins with it.
  return early + Math.max(0, room / 2);
}
