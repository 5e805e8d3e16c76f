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

const texts = new Map<string, string>();
const MOST_TEXTS = 100_000;

/** One object for equal texts: the keys are looked up again and again, and this one knows its hash. */
function interned(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < MOST_TEXTS) texts.set(text, text);
  return text;
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

export const keyOf = (span: Span): string => interned(`${span.service}\n${span.kind}\n${operationOf(span)}`);

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

export const piecesOf = ({ spans }: Trace, callees: Callees): Piece[] =>
  spans.flatMap((span) => [timeOf(span, callees), ...waitsOf(span)]);

function timeOf(span: Span, callees: Callees): Piece {
  const key = keyOf(span);
  const us = selfTimeUs(span);
  const callee = calleeOf(span, callees);
  const service = callee?.service ?? silentPeer(span);
  return service === undefined
    ? piece({ kind: 'own', service: span.service, group: interned(`${key}\n${kindsBelow(span)}`), us, span })
    : piece({
        ...{ kind: 'call', service, caller: span.service, us, span },
        group: interned(`${key}\n${callee?.operation ?? ''}`),
        ...(callee && { operation: callee.operation }),
      });
}

/** Who answers, or where the answer is missing, who usually does. */
function calleeOf(span: Span, callees: Callees): Callee | undefined {
  if (span.kind !== 'client') return undefined;
  const answer = answererOf(span);
  return answer === undefined
    ? callees.get(keyOf(span))
    : { service: answer.service, operation: operationOf(answer) };
}

type Known = Pick<Piece, 'kind' | 'service' | 'group' | 'us' | 'span'> &
  Partial<Pick<Piece, 'caller' | 'operation'>>;

/** The keys are made once; windows are compared several times. */
function piece({ caller, operation, ...known }: Known): Piece {
  const { kind, service, span } = known;
  const name = operation ?? operationOf(span);
  return {
    ...known,
    caller,
    operation: name,
    operationKey: interned(`${kind}\n${service}\n${caller ?? ''}\n${name}`),
    subjectKey: interned(
      kind === 'own' ? service : `${kind}\n${service}\n${(kind === 'wait' ? name : caller) ?? ''}`,
    ),
  };
}

/** What it calls, each once: two requests of one name that call different things are not alike. */
const kindsBelow = ({ children }: Span): string =>
  children.length < 2
    ? children.map(operationOf).join()
    : [...new Set(children.map(operationOf))].sort().join(',');

/** Until a message is sent, and until it is taken. */
function waitsOf(span: Span): Piece[] {
  const { parent } = span;
  if (parent === undefined) return [];
  const sent = span.kind === 'producer' && span.startUs > parent.endUs;
  const taken = span.kind === 'consumer' && parent.kind === 'producer';
  if (!sent && !taken) return [];
  const us = Math.max(0, span.startUs - parent.endUs);
  return [
    piece({ kind: 'wait', service: span.service, caller: parent.service, group: keyOf(span), us, span }),
  ];
}
