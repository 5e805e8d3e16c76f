import { isList, membersOf } from './members';
import { isSecretKey, REDACTED } from '../redaction';
import { resolve, type Scalar, UNREADABLE } from './scalar';
import { cutText } from '../formats/text';

export const CIRCULAR = '[circular]';

const TOO_DEEP = '[too deep]';
const MAX_DEPTH = 20;
const CHARACTERS_PER_MEMBER = 512;

/**
 * Budget for reading values, for a whole line: lines are written while a request waits. A tree of shared
 * objects can have billions of paths.
 */
export class Budget {
  #left = 5000;

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** One for a member, and the same for so many characters. */
  spend(members: number, characters = 0): void {
    this.#left -= members + characters / CHARACTERS_PER_MEMBER;
  }
}

interface Place {
  /** The objects that this one is in; it must not be one of them. */
  readonly ancestors: readonly object[];
  readonly budget: Budget;
}

/** An object as JSON text, by the same rules as fields: secrets, errors, Buffers, circles. Never throws. */
export const jsonText = (object: object, place: Place): string => JSON.stringify(plain(object, place));

type Plain = Scalar | readonly unknown[] | Readonly<Record<string, unknown>>;

/** The same value as data that JSON.stringify cannot fail on; undefined for what is left out. */
export const plain = (value: unknown, place: Place): Plain | undefined => {
  const { budget } = place;
  if (budget.isSpent) return '[left out]';
  const resolved = resolve(value);
  if (typeof resolved === 'string') {
    budget.spend(0, resolved.length);
    return cutText(resolved);
  }
  return typeof resolved === 'object' && resolved !== null ? plainObject(resolved, place) : resolved;
};

const plainObject = (object: object, { ancestors, budget }: Place): Plain => {
  if (ancestors.includes(object)) return CIRCULAR;
  if (ancestors.length >= MAX_DEPTH) return TOO_DEEP;
  try {
    return plainMembers(object, { ancestors: [...ancestors, object], budget });
  } catch {
    return UNREADABLE;
  }
};

const plainMembers = (object: object, place: Place): Plain => {
  const { pairs, more } = membersOf(object);
  place.budget.spend(pairs.length);
  const asList = isList(object);
  const members = pairs.flatMap(([key, value]): [string, Plain][] => {
    const member = plain(value, place);
    if (member === undefined) return asList ? [[key, null]] : [];
    return [[key, isSecretKey(key) ? REDACTED : member]];
  });
  if (more > 0) members.push(['…', `[${more} left out]`]);
  // fromEntries defines what it is given: a key `__proto__` stays a key
  return asList ? members.map(([, member]) => member) : Object.fromEntries(members);
};
