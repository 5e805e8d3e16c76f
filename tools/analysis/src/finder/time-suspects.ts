import type { Candidate, Exhibit } from './candidate.ts';
import type { Evidence } from './evidence.ts';
import type { Observation, WeighedSubject } from './subjects.ts';

/** A service that made traces slower, with the subjects that show it. */
export interface TimeSuspect {
  readonly service: string;
  readonly cause: 'self-time' | 'call-time';
  /** Added per trace that the service has part in. */
  readonly addedUs: number;
  readonly own: WeighedSubject | undefined;
  readonly calls: readonly WeighedSubject[];
}

const DEVIATES_DECADES = 2;
/** From here on it is no chance that a service's own time grew: a slow network leaves that alone, a busy processor slows both. */
const CLEAR_DECADES = 4;
/** Where traces are few, its own time need not be clear, but has to be much. */
const OWN_SHARE = 0.3;

export const deviates = ({ evidence, addedUs }: WeighedSubject): boolean =>
  evidence.decades >= DEVIATES_DECADES && evidence.lasts && addedUs >= 500;

/**
 * The service that explains the most added time, then of what is left the next. Its own time is certain to be its. A call's time may be the
 * caller's or the callee's: the one of which more of the calls became slower.
 */
export function timeSuspects(subjects: readonly WeighedSubject[]): TimeSuspect[] {
  const found: TimeSuspect[] = [];
  let left = subjects.filter(({ kind }) => kind !== 'wait');
  for (;;) {
    const services = new Set(
      left.filter(deviates).flatMap(({ service, caller }) => [service, caller ?? service]),
    );
    const [best] = [...services]
      .map((service) => explain(service, left, subjects))
      .filter(({ addedUs }) => addedUs > 0)
      .sort((a, b) => b.addedUs - a.addedUs);
    if (best === undefined) return found;
    found.push(best);
    left = left.filter((subject) => subject !== best.own && !best.calls.includes(subject));
  }
}

function explain(
  service: string,
  left: readonly WeighedSubject[],
  all: readonly WeighedSubject[],
): TimeSuspect {
  const isCall = ({ kind, ...subject }: WeighedSubject): boolean =>
    kind === 'call' && (subject.service === service || subject.caller === service);
  const own = left.find((subject) => subject.kind === 'own' && subject.service === service);
  const slower = left.filter((subject) => isCall(subject) && deviates(subject));
  const breadth = slower.length / Math.max(1, all.filter(isCall).length);
  const callsUs = slower.reduce((sum, { addedUs }) => sum + addedUs, 0) * breadth;
  const slowerOwn = own !== undefined && deviates(own) ? own : undefined;
  return {
    service,
    cause: isOfItsOwn(own, callsUs) ? 'self-time' : 'call-time',
    addedUs: (slowerOwn?.addedUs ?? 0) + callsUs,
    own: slowerOwn,
    calls: slower,
  };
}

const isOfItsOwn = (own: WeighedSubject | undefined, callsUs: number): boolean =>
  own !== undefined &&
  ((deviates(own) && own.evidence.decades >= CLEAR_DECADES) || own.addedUs >= OWN_SHARE * callsUs);

const milliseconds = (us: number): string =>
  us >= 10_000 ? `${Math.round(us / 1000)} ms` : `${(us / 1000).toFixed(1)} ms`;

const exhibitsOf = (subjects: readonly WeighedSubject[]): Exhibit[] => {
  const clearest = new Map<Observation['trace'], Observation>();
  for (const observation of subjects.flatMap(({ marked }) => marked)) {
    const known = clearest.get(observation.trace);
    if (known === undefined || observation.extraUs > known.extraUs)
      clearest.set(observation.trace, observation);
  }
  return [...clearest.values()]
    .sort((a, b) => b.extraUs - a.extraUs)
    .map(({ trace, worst }) => ({ trace, span: worst.span }));
};

type Alone = Omit<Candidate, 'among'>;

export function timeCandidates(subjects: readonly WeighedSubject[]): Candidate[] {
  const among = subjects.length;
  return [...timeSuspects(subjects).map(ofService), ...waitCandidates(subjects)].map((candidate) => ({
    ...candidate,
    among,
  }));
}

function ofService({ service, cause, addedUs, own, calls }: TimeSuspect): Alone {
  const ofCause = cause === 'self-time' && own !== undefined ? [own] : calls;
  const all = [...(own === undefined ? [] : [own]), ...calls];
  return {
    family: 'time',
    service,
    operation: operationIn(ofCause, service),
    cause,
    evidence: strongestOf(all.map(({ evidence }) => evidence)),
    addedUs,
    exhibits: exhibitsOf(ofCause),
    sentences: all.map(sentenceOf),
  };
}

const strongestOf = (all: readonly Evidence[]): Evidence =>
  all.reduce((best, each) => (each.decades > best.decades ? each : best));

/** The operation that took the most additional time. */
function operationIn(subjects: readonly WeighedSubject[], service: string): string {
  const sums = new Map<string, number>();
  for (const { worst, worstExtraUs } of subjects.flatMap(({ marked }) => marked))
    sums.set(worst.operation, (sums.get(worst.operation) ?? 0) + worstExtraUs);
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? service;
}

function sentenceOf({ kind, service, caller, addedUs, marked, suspect, evidence }: WeighedSubject): string {
  const who =
    kind === 'own'
      ? `${service} itself takes`
      : kind === 'wait'
        ? `Messages wait for ${service}`
        : `Calls from ${caller ?? '?'} to ${service} take, beside the work of ${service},`;
  return `${who} ${milliseconds(addedUs)} longer per trace; ${marked.length} of ${suspect.length} traces are slower than usual, ${(evidence.expected * 100).toFixed(0)} % were expected.`;
}

/** A wait belongs to who takes the message, unless its own slowness, or that of what it calls, explains it (see `explains`). */
const waitCandidates = (subjects: readonly WeighedSubject[]): Alone[] =>
  subjects
    .filter((subject) => subject.kind === 'wait' && deviates(subject))
    .map((subject) => ({
      family: 'time',
      service: subject.service,
      operation: operationIn([subject], subject.service),
      cause: 'queue-wait',
      evidence: subject.evidence,
      addedUs: subject.addedUs,
      exhibits: exhibitsOf([subject]),
      sentences: [sentenceOf(subject)],
    }));
