import { fieldKey, LOG_ERROR_FIELD } from './field-key';
import { Budget, CIRCULAR, jsonText } from './json-text';
import type { LogLine } from '../log-line';
import { isList, type Member, membersOf } from './members';
import { REDACTED } from '../redaction';
import { isError, resolve, type Scalar, UNREADABLE } from './scalar';

/** Objects within objects that have fields of their own: `a.b.c.d.e`. An object below that is one field, as JSON text. */
const MAX_DEPTH = 5;
/** Causes of an error, and causes of those. */
const MAX_CAUSES = 5;

/**
 * The fields of a line that are a service's own, the same in every format:
 *
 * - A line is flat: the members of objects, arrays, Maps and Sets become fields with dotted names (`lines.0.sku`).
 * - An empty object is the text `{}` or `[]`, a circle `[circular]`, bytes `[16 bytes]`, a stream or socket its class in brackets.
 * - Dates are ISO texts, BigInts decimal texts, NaN and Infinity texts; toJSON is heeded; undefined, functions and
 *   symbols are left out.
 * - An error is `type`, `message`, `stack`, its scalar properties (`code`), its `cause` and its `errors`, by the same rules.
 * - A value under a secret's key is `[redacted]`, at any depth and also in JSON text.
 * - An unreadable value (a getter that throws) is `[unreadable]`; the other fields are not affected.
 * - A name that is on the line already gets a number: `a_b`, `a_b_2`. Names of the head and of what the encoder itself may
 *   add get an underscore: `service_`.
 */
export class LogRecord {
  readonly #line: LogLine;
  readonly #budget = new Budget();
  /** The objects that the value at hand is in. */
  readonly #path: object[] = [];

  constructor(line: LogLine) {
    this.#line = line;
  }

  /** Writes all members of an object at the top of the line, except those that `isLeftOut` names. */
  addAll(own: object, isLeftOut?: (key: string) => boolean): void {
    try {
      this.#within(own, ([key, value]) => {
        if (isLeftOut?.(key) === true) return;
        const { topName, isSecret } = fieldKey(key);
        this.#add(topName, value, { depth: 1, isSecret });
      });
    } catch {
      this.#line.add(LOG_ERROR_FIELD, 'the fields are unreadable');
    }
  }

  /** Visits the members of an object and returns their number; throws if the object does. */
  #within(object: object, visit: (member: Member) => void): number {
    const { pairs, more } = membersOf(object);
    this.#budget.spend(pairs.length);
    this.#path.push(object);
    try {
      for (const member of pairs) visit(member);
    } finally {
      this.#path.pop();
    }
    this.#line.leaveOut(more);
    return pairs.length;
  }

  #add(name: string, value: unknown, { depth, isSecret }: { depth: number; isSecret: boolean }): void {
    const resolved = resolve(value);
    if (resolved === undefined) return;
    if (isSecret) this.#line.add(name, REDACTED);
    else if (typeof resolved === 'object' && resolved !== null) this.#addObject(name, resolved, depth);
    else this.#line.add(name, resolved);
  }

  #addObject(name: string, object: object, depth: number): void {
    if (this.#line.isFull || this.#budget.isSpent) {
      this.#line.leaveOut(1);
      return;
    }
    try {
      const text = this.#asOneField(object, depth);
      if (text === undefined) this.#addMembers(name, object, depth);
      else this.#line.add(name, text);
    } catch {
      this.#line.add(name, UNREADABLE);
    }
  }

  /** The text of an object that gets no fields for its members. */
  #asOneField(object: object, depth: number): Scalar | undefined {
    if (this.#path.includes(object)) return CIRCULAR;
    if (depth < MAX_DEPTH || isError(object)) return undefined;
    return jsonText(object, { ancestors: this.#path, budget: this.#budget });
  }

  #addMembers(name: string, object: object, depth: number): void {
    const error = isError(object);
    if (error && this.#path.filter(isError).length > MAX_CAUSES) {
      this.#line.leaveOut(1);
      return;
    }
    // the members of an error are no deeper than the error: causes have their own limit
    const below = error ? depth : depth + 1;
    const members = this.#within(object, (member) => this.#addMember(name, member, below));
    if (members === 0) this.#line.add(name, isList(object) ? '[]' : '{}');
  }

  #addMember(parent: string, [key, value]: Member, depth: number): void {
    const { name, isSecret } = fieldKey(key);
    this.#add(`${parent}.${name}`, value, { depth, isSecret });
  }
}
