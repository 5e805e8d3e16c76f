import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogOptions } from '../engine.ts';

const CHUNK_BYTES = 64 * 1024;
const FOLLOW_POLL_MS = 200;

/** The lines of a log file; with `follow` also those to come, until aborted. A file that was replaced is read on from its begin. */
export async function* readLog(
  file: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let offset = sizeOf(file); // first of all: what is written from here on is for following
  yield* lastLines(file, options.lines, offset);
  if (options.follow !== true) return;
  let rest = '';
  while (!signal.aborted) {
    const size = sizeOf(file);
    if (size < offset) offset = 0;
    if (size > offset) {
      const lines = (rest + readRange(file, offset, size)).split('\n');
      offset = size;
      rest = lines.pop() ?? '';
      yield* lines;
    }
    await sleep(FOLLOW_POLL_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

/** Reads backwards, so that the end of a large log costs no more than the end. */
export function lastLines(file: string, count = Infinity, end = sizeOf(file)): string[] {
  let from = end;
  let buffer = Buffer.alloc(0);
  while (from > 0 && countLines(buffer) <= count) {
    const begin = Math.max(0, from - CHUNK_BYTES);
    buffer = Buffer.concat([readBytes(file, begin, from), buffer]);
    from = begin;
  }
  if (end === 0) return [];
  const lines = buffer.toString('utf8').replace(/\n$/, '').split('\n');
  return count === Infinity ? lines : lines.slice(Math.max(0, lines.length - count));
}

const NEWLINE = 10;
const countLines = (buffer: Buffer): number =>
  buffer.reduce((sum, byte) => sum + (byte === NEWLINE ? 1 : 0), 0);

const readRange = (file: string, begin: number, end: number): string =>
  readBytes(file, begin, end).toString('utf8');

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
