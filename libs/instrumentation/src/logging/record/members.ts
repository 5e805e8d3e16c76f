import { types } from 'node:util';
import { hideUserInfo } from '../redaction';
import { isError, readProperty, resolve } from './scalar';

export type Member = readonly [key: string, value: unknown];

export interface Members {
  readonly pairs: readonly Member[];
  /** How many more there are. */
  readonly more: number;
}

/** Nobody reads more of one object in a log, and a line has no room for them. */
const MAX_MEMBERS = 200;

/** The members of an object by which it is written. Throws where the object does. */
export const membersOf = (object: object): Members => {
  if (isError(object)) return { pairs: errorMembers(object), more: 0 };
  if (Array.isArray(object)) return ofArray(object);
  if (types.isMap(object)) return ofIterable(object, object.size, ([key, value]) => [String(key), value]);
  if (types.isSet(object)) return ofIterable(object, object.size, (value, index) => [String(index), value]);
  const keys = Object.keys(object);
  const pairs = keys.slice(0, MAX_MEMBERS).map((key): Member => [key, readProperty(object, key)]);
  return { pairs, more: keys.length - pairs.length };
};

/** Whether its keys are nothing but positions. */
export const isList = (object: object): boolean => Array.isArray(object) || types.isSet(object);

// not by its iterator, which a program can replace
const ofArray = (array: readonly unknown[]): Members => {
  const length = Math.min(array.length, MAX_MEMBERS);
  const pairs = Array.from({ length }, (_, index): Member => {
    const key = String(index);
    return [key, readProperty(array, key)];
  });
  return { pairs, more: array.length - length };
};

const ofIterable = <T>(
  iterable: Iterable<T>,
  size: number,
  toMember: (value: T, index: number) => Member,
): Members => {
  const pairs: Member[] = [];
  for (const value of iterable) {
    if (pairs.length === MAX_MEMBERS) break;
    pairs.push(toMember(value, pairs.length));
  }
  return { pairs, more: size - pairs.length };
};

const WRITTEN_ANYWAY = new Set(['type', 'name', 'message', 'stack', 'cause', 'errors']);

/**
 * `type`, `message` and `stack`; of its own properties those that are scalars, `code` among them (the others tend to be
 * whole requests); what caused it; of an AggregateError, and what else has `errors`, those.
 */
const errorMembers = (error: Error): Member[] => {
  const own = Object.keys(error)
    .slice(0, MAX_MEMBERS)
    .filter((key) => !WRITTEN_ANYWAY.has(key))
    .map((key): Member => [key, shownScalar(resolve(readProperty(error, key)))]);
  const errors = readProperty(error, 'errors');
  return [
    ['type', typeOf(error)],
    ['message', shownScalar(readProperty(error, 'message'))],
    ['stack', shownScalar(readProperty(error, 'stack'))],
    ...own,
    ['cause', readProperty(error, 'cause')],
    ['errors', Array.isArray(errors) ? errors : undefined],
  ];
};

/** An error's texts tend to quote the URL that could not be reached, with its password. */
const shownScalar = (value: unknown): unknown => {
  if (typeof value === 'string') return hideUserInfo(value);
  return typeof value === 'object' && value !== null ? undefined : value;
};

/** Its class, as pino has it. All that an abort or a timeout throws are of one class and differ by their name. */
const typeOf = (error: Error): unknown => {
  const { constructor } = error;
  if (error instanceof DOMException || typeof constructor !== 'function') return readProperty(error, 'name');
  return constructor.name || readProperty(error, 'name');
};
