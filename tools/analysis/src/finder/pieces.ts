import { Keys } from './keys.ts';
import { selfTimeUs, type Span, type Trace } from '../trace/trace.ts';

/** A piece of a trace's time, and whose it is. */
export interface Piece {
  /** `own`: a span's time that no child covers. `call`: a call's time that its answering span does not cover. `wait`: of a message. */
  readonly kind: 'own' | 'call' | 'wait';
  readonly service: string;
  readonly operation: string;
  /** Of `call`: who calls. */
  readonly caller: string | undefined;
  /** Pieces that are alike, for a usual value of their own. */
  readonly group: string;
  /** As `group`, but of all that bear the name: for groups that are too small. */
  readonly operationKey: string;
  /** Whose time it is: what is judged as one. */
  readonly subjectKey: string;
  readonly us: number;
  readonly span: Span;
}

/** Which service answers the calls of an operation: known from the calls that were answered. */
export type Callees = ReadonlyMap<string, Callee>;

interface Callee {
  readonly service: string;
  readonly operation: string;
}

const NUMBER = /(?<=^|[/\s:=_-])(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})(?=$|[/\s:_-])/gi;

/** Names with an id in them are one operation. */
const operations = new Map<string, string>();
const MOST_NAMES = 10_000;

export function operationOf({ name }: Span): string {
  const known = operations.get(name);
  if (known !== undefined) return known;
  const operation = /\d/.test(name) ? name.replace(NUMBER, '#') : name;
  if (operations.size < MOST_NAMES) operations.set(name, operation);
  return operation;
}

const keys = new Keys<string>();

export const keyOf = (span: Span): string => {
  const parts = [span.service, span.kind, operationOf(span)] as const;
  return keys.of(parts, () => parts.join('\n'));
};

const answererOf = (span: Span): Span | undefined =>
  span.kind === 'client' ? span.children.find(({ service }) => service !== span.service) : undefined;

export function calleesIn(traces: readonly Trace[]): Callees {
  const callees = new Map<string, { service: string; operation: string }>();
  const several = new Set<string>();
  for (const { spans } of traces)
    for (const span of spans) {
      const answer = answererOf(span);
      if (answer === undefined) continue;
      const key = keyOf(span);
      const known = callees.get(key);
      if (known !== undefined && known.service !== answer.service) several.add(key);
      callees.set(key, { service: answer.service, operation: operationOf(answer) });
    }
  // A name such as "HTTP GET", for calls to anyone, says nothing about a call without an answer.
  for (const key of several) callees.delete(key);
  return callees;
}

const tagOf = (span: Span, ...keys: readonly string[]): string | undefined =>
  span.tags.find(({ key }) => keys.includes(key))?.value;

/** A store or broker that makes no spans of its own: its name, as the caller notes it. */
const silentPeer = (span: Span): string | undefined => {
  if (span.kind === 'client') return tagOf(span, 'db.system.name', 'db.system', 'peer.service');
  return span.kind === 'producer' ? tagOf(span, 'messaging.system') : undefined;
};

export function piecesOf({ spans }: Trace, callees: Callees): Piece[] {
  const pieces: Piece[] = [];
  for (const span of spans) {
    pieces.push(timeOf(span, callees));
    const wait = waitOf(span);
    if (wait !== undefined) pieces.push(wait);
  }
  return pieces;
}

function timeOf(span: Span, callees: Callees): Piece {
  const us = selfTimeUs(span);
  const callee = calleeOf(span, callees);
  const service = callee?.service ?? silentPeer(span);
  if (service === undefined) return { ...groupOf('own', span, { detail: kindsBelow(span) }), us, span };
  return { ...groupOf('call', span, { detail: callee?.operation ?? '', service }), us, span };
}

/** Who answers, or where the answer is missing, who usually does. */
function calleeOf(span: Span, callees: Callees): Callee | undefined {
  if (span.kind !== 'client') return undefined;
  const answer = answererOf(span);
  return answer === undefined
    ? callees.get(keyOf(span))
    : { service: answer.service, operation: operationOf(answer) };
}

type Group = Omit<Piece, 'us' | 'span'>;
const groups = { own: new Keys<Group>(), call: new Keys<Group>(), wait: new Keys<Group>() };

interface Detail {
  readonly service?: string;
  /** Of a call, the operation that answers it. */
  readonly detail: string;
}

/** What pieces that are alike have in common. */
const groupOf = (kind: Piece['kind'], span: Span, { detail, service = span.service }: Detail): Group => {
  const key = keyOf(span);
  return groups[kind].of([key, service, detail], () => {
    const operation = kind === 'call' && detail !== '' ? detail : operationOf(span);
    const caller = { own: undefined, call: span.service, wait: span.parent?.service }[kind];
    const part = { own: '', call: caller ?? '', wait: operation }[kind];
    return {
      ...{ kind, service, operation, caller },
      group: `${key}\n${service}\n${detail}`,
      operationKey: `${kind}\n${service}\n${caller ?? ''}\n${operation}`,
      subjectKey: `${kind}\n${service}\n${part}`,
    };
  });
};

/** What it calls, each once: two requests of one name that call different things are not alike. */
const kindsBelow = ({ children }: Span): string =>
  children.length < 2
    ? children.map(operationOf).join()
    : [...new Set(children.map(operationOf))].sort().join(',');

/** Until a message is sent, and until it is taken. */
function waitOf(span: Span): Piece | undefined {
  const { parent } = span;
  if (parent === undefined) return undefined;
  const isSent = span.kind === 'producer' && span.startUs > parent.endUs;
  const isTaken = span.kind === 'consumer' && parent.kind === 'producer';
  if (!isSent && !isTaken) return undefined;
  const us = Math.max(0, span.startUs - parent.endUs);
  return { ...groupOf('wait', span, { detail: '' }), us, span };
}
