import { Budget, jsonText } from './json-text';
import { hideUserInfo } from '../redaction';
import { readProperty, resolve, UNREADABLE } from './scalar';

/** The message that an object brings with it: its `msg`, or its error's. */
export const messageOf = (own: object): unknown => {
  const msg = readProperty(own, 'msg');
  if (msg !== undefined) return msg;
  const err = readProperty(own, 'err');
  return typeof err === 'object' && err !== null ? readProperty(err, 'message') : undefined;
};

/** A message as text; empty if it is missing, since every line has one. Often it quotes an error's. */
export const messageText = (message: unknown): string => {
  if (typeof message === 'string') return hideUserInfo(message);
  const resolved = resolve(message);
  if (resolved === undefined) return '';
  return typeof resolved === 'object' && resolved !== null
    ? jsonText(resolved, { ancestors: [], budget: new Budget() })
    : hideUserInfo(String(resolved));
};

/** The thrown value in a few words; it may be hostile itself. */
export const describeFailure = (thrown: unknown): string => {
  try {
    return hideUserInfo(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  } catch {
    return 'unknown';
  }
};

const UNKNOWN = 'a log call failed';

/** The message of a log call that did not come through, from its arguments. */
export const messageAmong = (args: readonly unknown[]): string => {
  const text = args.find((arg) => typeof arg === 'string');
  if (text !== undefined) return text;
  const own = args.find((arg) => typeof arg === 'object' && arg !== null);
  const msg = own ? messageOf(own) : undefined;
  return typeof msg === 'string' && msg !== UNREADABLE ? msg : UNKNOWN;
};
