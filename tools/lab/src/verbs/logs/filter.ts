import { LOG_LEVELS } from '@lab/contracts';
import type { LogLine } from '../../log-lines/log-line.ts';
import type { Entry } from './entry.ts';
import type { LogsPlan } from './plan.ts';

type Wanted = Pick<LogsPlan, 'level' | 'trace'>;

export const isFiltering = ({ level, trace }: Wanted): boolean => level !== undefined || trace !== undefined;

/** Whether an entry is to be shown. A line that is none of ours has no level and no trace. */
export function filterOf(wanted: Wanted): (entry: Entry) => boolean {
  if (!isFiltering(wanted)) return () => true;
  const { level = LOG_LEVELS[0], trace = '' } = wanted;
  const levels = LOG_LEVELS.slice(LOG_LEVELS.indexOf(level));
  const passes = (line: LogLine): boolean => levels.includes(line.level) && isOf(line.traceId ?? '', trace);
  return ({ line }) => line !== undefined && passes(line);
}

/** By its beginning, or by all of it but leading zeros: Jaeger shows an id of 64 bits without them. */
const isOf = (id: string, trace: string): boolean =>
  id.startsWith(trace) || id === trace.padStart(id.length, '0');

/** Cheaply, before a line is read: whether it may pass. No format escapes anything in an id. */
export const candidateOf =
  ({ trace }: Wanted): ((raw: string) => boolean) =>
  (raw) =>
    trace === undefined || raw.includes(trace);
