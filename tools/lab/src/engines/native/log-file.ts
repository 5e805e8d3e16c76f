import { setTimeout as sleep } from 'node:timers/promises';
import type { LogOptions } from '../engine.ts';
import { LineCutter } from './line-cutter.ts';
import { LogPart, type PartEntry, partsOf } from './log-part.ts';
import { lastLinesOf, lineEndOf } from './last-lines.ts';

const FOLLOW_POLL_MS = 200;

/** The lines of a log, over all of its files, oldest first; with `follow` also those to come, until aborted. */
export async function* readLog(
  file: string,
  { lines, follow = false }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const tail = lines === undefined ? { lines: [], seen: new Set<string>() } : tailOf(file, lines, follow);
  const reader = new LogReader(file, tail);
  try {
    yield* tail.lines;
    if (lines !== undefined && !follow) return;
    do {
      yield* reader.read();
      if (!follow) return yield* reader.end();
      await sleep(FOLLOW_POLL_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    } while (!signal.aborted);
  } finally {
    reader.close();
  }
}

export function lastLines(file: string, count: number): readonly string[] {
  const { lines, place } = tailOf(file, count, false);
  place?.part.close();
  return lines;
}

/** How far one has read. */
interface Place {
  readonly part: LogPart;
  offset: number;
}

interface Tail {
  readonly lines: readonly string[];
  /** The parts that are read, or too old to be read. */
  readonly seen: Set<string>;
  readonly place?: Place;
}

/** The last lines, and where to go on. With `isFollowed` a line that is not ended yet is left to what follows. */
function tailOf(file: string, count: number, isFollowed: boolean): Tail {
  for (;;) {
    const tail = tryTail(file, count, isFollowed);
    if (tail !== undefined) return tail;
  }
}

/** Undefined where the log was cut off while we looked. */
function tryTail(file: string, count: number, isFollowed: boolean): Tail | undefined {
  const entries = partsOf(file);
  const seen = new Set(entries.map(({ key }) => key));
  const [newest, ...older] = entries;
  if (newest === undefined) return { lines: [], seen };
  const part = LogPart.open(newest);
  if (part === undefined) return undefined;
  const place = { part, offset: isFollowed ? lineEndOf(part) : part.size() };
  let lines = lastLinesOf(part, count, place.offset);
  for (const entry of older) {
    if (lines.length >= count) break;
    const before = linesBefore(entry, count - lines.length);
    if (before === undefined) {
      part.close();
      return undefined;
    }
    lines = [...before, ...lines];
  }
  return { lines, seen, place };
}

function linesBefore(entry: PartEntry, count: number): string[] | undefined {
  const part = LogPart.open(entry);
  if (part === undefined) return undefined;
  const lines = lastLinesOf(part, count, part.size());
  part.close();
  return lines;
}

/** Goes through the parts in the order in which they were written, also while they get other names and new ones come. */
class LogReader {
  private readonly file: string;
  private readonly seen: Set<string>;
  private place: Place | undefined;
  private cutter = new LineCutter();

  constructor(file: string, { seen, place }: Tail) {
    this.file = file;
    this.seen = seen;
    this.place = place;
  }

  /** All that has come since the last time. */
  *read(): Generator<string> {
    this.place ??= this.next();
    while (this.place !== undefined) {
      // Looked up first: once a part has lost its name, nothing is added to it, so that reading it to its end is enough.
      const isNewest = partsOf(this.file)[0]?.key === this.place.part.key;
      yield* this.readTo(this.place);
      const next = isNewest ? undefined : this.next();
      if (next === undefined) return;
      this.close();
      this.place = next;
    }
  }

  /** The last line where no newline ends it. */
  end(): string[] {
    return this.cutter.end();
  }

  close(): void {
    this.place?.part.close();
    this.place = undefined;
  }

  private *readTo(place: Place): Generator<string> {
    const size = place.part.size();
    if (size < place.offset) [place.offset, this.cutter] = [0, new LineCutter()]; // somebody has emptied it
    for (const chunk of place.part.chunks(place.offset, size)) {
      place.offset += chunk.length;
      yield* this.cutter.add(chunk);
    }
  }

  private next(): Place | undefined {
    for (;;) {
      const entry = partsOf(this.file).findLast(({ key }) => !this.seen.has(key));
      if (entry === undefined) return undefined;
      const part = LogPart.open(entry);
      if (part === undefined) continue; // cut off at this very moment
      this.seen.add(part.key);
      return { part, offset: 0 };
    }
  }
}
