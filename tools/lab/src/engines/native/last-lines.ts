import { LineCutter } from './line-cutter.ts';
import type { LogPart } from './log-part.ts';

const NEWLINE = 10;

/** Reads backwards, so that the end of a large log costs no more than the end. */
export function lastLinesOf(part: LogPart, count: number, end: number): string[] {
  if (count <= 0) return [];
  const chunks: Buffer[] = [];
  let newlines = 0;
  for (const chunk of part.chunksBackwards(end)) {
    newlines += countNewlines(chunk);
    chunks.unshift(chunk);
    // One more than lines are wanted: the last newline ends the last line, and the first one begins the first.
    if (newlines > count) break;
  }
  const cutter = new LineCutter();
  return [...cutter.add(Buffer.concat(chunks)), ...cutter.end()].slice(-count);
}

/** Where its last whole line ends. */
export function lineEndOf(part: LogPart): number {
  let end = part.size();
  for (const chunk of part.chunksBackwards(end)) {
    const newline = chunk.lastIndexOf(NEWLINE);
    if (newline >= 0) return end - chunk.length + newline + 1;
    end -= chunk.length;
  }
  return 0;
}

function countNewlines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
