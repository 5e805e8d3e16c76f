import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogOptions } from '../engine.ts';

const CHUNK_BYTES = 64 * 1024;
const FOLLOW_POLL_MS = 200;
const NEWLINE = 10;

/** The lines of a log file; with `follow` also those to come, until aborted. A file that was replaced is read on from its begin. */
export async function* readLog(
  file: string,
  { lines, follow = false }: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let offset = sizeOf(file); // first of all: what is written from here on is for following
  yield* lines === undefined ? allLines(file, offset) : lastLines(file, lines, offset);
  if (!follow) return;
  let cutter = new LineCutter();
  while (!signal.aborted) {
    const size = sizeOf(file);
    if (size < offset) [offset, cutter] = [0, new LineCutter()];
    for (const chunk of chunksOf(file, offset, size)) {
      offset += chunk.length;
      yield* cutter.add(chunk);
    }
    await sleep(FOLLOW_POLL_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

function* allLines(file: string, end: number): Generator<string> {
  const cutter = new LineCutter();
  for (const chunk of chunksOf(file, 0, end)) yield* cutter.add(chunk);
  yield* cutter.end();
}

/** Reads backwards, so that the end of a large log costs no more than the end. */
export function lastLines(file: string, count: number, end = sizeOf(file)): string[] {
  if (count === 0) return [];
  const chunks: Buffer[] = [];
  // One more than lines are wanted: the last newline ends the last line, and the first one begins the first.
  for (let from = end, newlines = 0; from > 0 && newlines <= count; from -= CHUNK_BYTES) {
    const chunk = readBytes(file, Math.max(0, from - CHUNK_BYTES), from);
    newlines += countNewlines(chunk);
    chunks.unshift(chunk);
  }
  const cutter = new LineCutter();
  return [...cutter.add(Buffer.concat(chunks)), ...cutter.end()].slice(-count);
}

/** Cuts bytes into lines as they come: a line, and a character too, may be spread over several chunks. */
class LineCutter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  add(chunk: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  /** The last line where no newline ends it. */
  end(): string[] {
    const last = this.rest + this.decoder.end();
    return last === '' ? [] : [last];
  }
}

function countNewlines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function* chunksOf(file: string, begin: number, end: number): Generator<Buffer> {
  for (let from = begin; from < end;) {
    const chunk = readBytes(file, from, Math.min(end, from + CHUNK_BYTES));
    if (chunk.length === 0) return; // emptied meanwhile
    from += chunk.length;
    yield chunk;
  }
}

function readBytes(file: string, begin: number, end: number): Buffer {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(end - begin);
    return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, begin));
  } finally {
    closeSync(fd);
  }
}

/** 0 for a file that is not there (yet). */
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
