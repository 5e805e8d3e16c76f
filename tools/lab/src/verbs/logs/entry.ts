import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogLine } from '../../log-lines/log-line.ts';
import { parseLogLine } from '../../log-lines/parse.ts';

/** One line that a service wrote. */
export interface Entry {
  readonly service: string;
  readonly raw: string;
  /** Undefined for a line that is none of ours: another program's, or half of one. */
  readonly line: LogLine | undefined;
  /** Where it belongs among the lines of all services. One without a time comes at once after the one before it. */
  readonly time: number;
}

const LINES_IN_ONE_GO = 1000;

/** Reads until the lines end or the user has had enough. Lines that are no candidates are passed over unread. */
export async function* entriesOf(
  service: string,
  lines: AsyncIterable<string>,
  { signal, isCandidate = () => true }: { signal: AbortSignal; isCandidate?: (raw: string) => boolean },
): AsyncGenerator<Entry> {
  let count = 0;
  for await (const raw of lines) {
    count += 1;
    // A file is read without ever waiting, and then neither Ctrl-C nor a timer would get its turn.
    if (count % LINES_IN_ONE_GO === 0) await nextTurn();
    if (signal.aborted) return;
    if (!isCandidate(raw)) continue;
    const line = lineOf(raw);
    yield { service, raw, line, time: line?.time ?? -Infinity };
  }
}

function lineOf(raw: string): LogLine | undefined {
  const parsed = parseLogLine(raw);
  return typeof parsed === 'string' ? undefined : parsed;
}
