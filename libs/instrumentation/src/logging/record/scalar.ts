import { EventEmitter } from 'node:events';
import { types } from 'node:util';

/** Allowed values of a field on a line. A number is finite. */
export type Scalar = string | number | boolean | null;

/** Stands where a getter, a trap of a Proxy or a toJSON threw. */
export const UNREADABLE = '[unreadable]';

/** Also an error of another realm, as Node's own are inside of Jest. Throws on a revoked Proxy. */
export const isError = (value: object): value is Error =>
  types.isNativeError(value) || value instanceof Error;

/** The value of a property, whatever reading it does. */
export const readProperty = (object: object, key: string): unknown => {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return UNREADABLE;
  }
};

/**
 * What a value is on a line: a scalar, an object with members (`membersOf`), or undefined for what is left out.
 * Never throws.
 */
export const resolve = (value: unknown): Scalar | object | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : resolveSafely(value);
    default:
      return undefined; // undefined, functions, symbols
  }
};

const resolveSafely = (object: object): Scalar | object | undefined => {
  try {
    return resolveObject(object);
  } catch {
    return UNREADABLE;
  }
};

const resolveObject = (object: object): Scalar | object | undefined => {
  // before toJSON, which drops an error's stack and spells out every byte of a Buffer
  if (isError(object)) return object;
  const text = textOfBuiltIn(object);
  if (text !== undefined) return text;
  const { toJSON } = object as { toJSON?: unknown };
  if (typeof toJSON !== 'function') return object;
  const replaced: unknown = toJSON.call(object, '');
  return typeof replaced === 'object' ? replaced : resolve(replaced);
};

const textOfBuiltIn = (object: object): string | undefined => {
  if (types.isDate(object)) return Number.isNaN(object.getTime()) ? 'Invalid Date' : object.toISOString();
  if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return `[${object.byteLength} bytes]`;
  // A socket, a stream, a request: its members say nothing, and some of them are secrets under harmless names.
  return object instanceof EventEmitter ? `[${object.constructor.name}]` : undefined;
};
