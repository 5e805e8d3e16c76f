import { AGENT_FIELDS, AGENT_PREFIX, LOG_FIELDS } from '@lab/contracts';
import { isSecretKey } from '../redaction';

/** Says how many own fields were left out of a line that has too many, or too large ones. */
export const LEFT_OUT_FIELD = 'fields_left_out';
/** Says why the fields of a line, or all of them, could not be written. */
export const LOG_ERROR_FIELD = 'log_error';

/** The name of an object's key on a line. */
export interface FieldKey {
  /** Of `A-Z a-z 0-9 _ . -` only, so that no format has to escape it. */
  readonly name: string;
  /** Its name at the top of a line, where the names of the line's own head and of the log agent are taken: `service_`. */
  readonly topName: string;
  readonly isSecret: boolean;
}

const OTHER_THAN_PLAIN = /[^A-Za-z0-9_.-]/g;
const TAKEN: ReadonlySet<string> = new Set([...LOG_FIELDS, ...AGENT_FIELDS, LEFT_OUT_FIELD]);

const MAX_CACHED = 1000;
const MAX_CACHED_LENGTH = 100;

const cached = new Map<string, FieldKey>();

/** Keys repeat from line to line; the cache is bounded since what clients send can become a key. */
export const fieldKey = (key: string): FieldKey => {
  const known = cached.get(key);
  if (known !== undefined) return known;
  const made = makeFieldKey(key);
  if (key.length <= MAX_CACHED_LENGTH) {
    if (cached.size >= MAX_CACHED) cached.clear();
    cached.set(key, made);
  }
  return made;
};

const makeFieldKey = (key: string): FieldKey => {
  const name = key.replace(OTHER_THAN_PLAIN, '_') || '_';
  return { name, topName: topNameOf(name), isSecret: isSecretKey(key) };
};

const topNameOf = (name: string): string => {
  if (name.startsWith(AGENT_PREFIX)) return `_${name}`;
  return TAKEN.has(name) ? `${name}_` : name;
};
