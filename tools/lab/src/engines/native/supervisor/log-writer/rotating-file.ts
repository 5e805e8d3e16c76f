import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../../../../errors.ts';
import type { LogLimits } from '../../../../model/model.ts';

const NEWLINE = 10;
/** A line without an end is cut here, so that no file grows without an end. */
const MAX_LINE_BYTES = 1024 * 1024;

interface OpenFile {
  readonly fd: number;
  readonly ino: number;
  readonly dev: number;
  size: number;
  /** Of the line that is not ended yet. */
  lineBytes: number;
}

/** A log that is cut into files between its lines: a full `x.log` becomes `x.log.1`, over the one that was there. */
export class RotatingFile {
  limits: LogLimits;
  private readonly path: string;
  private readonly onReplaced: () => void;
  private file: OpenFile | undefined;

  constructor(path: string, limits: LogLimits, onReplaced: () => void = () => undefined) {
    this.path = path;
    this.limits = limits;
    this.onReplaced = onReplaced;
  }

  /** Writes at once, also half a line: what is kept in memory is lost with the process. Returns what the disk does not take. */
  append(chunk: Buffer): { readonly rest: Buffer; readonly failure?: unknown } {
    if (chunk.length === 0) return { rest: chunk };
    let rest = chunk;
    try {
      this.checkPath();
      while (rest.length > 0) {
        const part = this.partFor(rest, (this.file ??= openLog(this.path)));
        if (part === 0) this.rotate();
        else rest = rest.subarray(write(this.file, rest.subarray(0, part)));
      }
      return { rest };
    } catch (failure) {
      this.close(); // opened again for the next try: the file may have been moved out of the way meanwhile
      return { rest, failure };
    }
  }

  /** A process that was killed leaves half a line behind; the next one's first line is not to become its end. */
  endLine(): void {
    this.checkPath();
    this.file ??= openLog(this.path);
    if (this.file.lineBytes > 0) write(this.file, Buffer.from('\n'));
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file.fd);
    this.file = undefined;
  }

  /**
   * Others may move, remove, replace or empty a log. Its open file would then take lines that nobody can read. One stat a
   * read costs some microseconds; a look once a second would lose a second of lines.
   */
  private checkPath(): void {
    if (this.file === undefined) return;
    const there = statSync(this.path, { throwIfNoEntry: false });
    if (there?.ino === this.file.ino && there.dev === this.file.dev) {
      if (there.size < this.file.size) this.file.size = there.size;
      return;
    }
    this.close();
    this.onReplaced();
  }

  /** How much of it belongs into this file; 0 where the file is full and ends with a line. */
  private partFor(chunk: Buffer, { size, lineBytes }: OpenFile): number {
    const room = this.limits.maxBytes - size;
    if (chunk.length <= room) return chunk.length;
    const fitting = room > 0 ? chunk.lastIndexOf(NEWLINE, room - 1) + 1 : 0;
    if (fitting > 0) return fitting;
    if (lineBytes === 0 && size > 0) return 0;
    // A begun line stays in its file, and one that is larger than a file has one for itself.
    const line = chunk.indexOf(NEWLINE) + 1;
    return line > 0 ? line : Math.min(chunk.length, Math.max(0, MAX_LINE_BYTES - lineBytes));
  }

  private rotate(): void {
    this.close();
    shift(this.path, this.limits.maxFiles);
    this.file = openLog(this.path);
  }
}

function openLog(path: string): OpenFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fd = openSync(path, 'a+', 0o600); // to be read for its last character only
  const stats = fstatSync(fd);
  if (stats.isFIFO()) {
    closeSync(fd);
    throw new Error(`${path} is a named pipe: it would block the logs of all services once it is full`);
  }
  const { ino, dev, size } = stats;
  const last = Buffer.alloc(1);
  const isInLine = size > 0 && readSync(fd, last, 0, 1, size - 1) > 0 && last[0] !== NEWLINE;
  return { fd, ino, dev, size, lineBytes: isInLine ? 1 : 0 };
}

function write(file: OpenFile, bytes: Buffer): number {
  const count = writeSync(file.fd, bytes);
  const written = bytes.subarray(0, count);
  const ended = written.lastIndexOf(NEWLINE) + 1;
  file.lineBytes = ended > 0 ? count - ended : file.lineBytes + count;
  file.size += count;
  return count;
}

/** Up to the first gap, as a writer that was killed between two of these steps leaves one. */
function shift(path: string, maxFiles: number): void {
  let last = 1;
  while (last < maxFiles - 1 && existsSync(`${path}.${last}`)) last += 1;
  for (let number = last; number > 1; number -= 1)
    renameIfThere(`${path}.${number - 1}`, `${path}.${number}`);
  if (maxFiles > 1) renameIfThere(path, `${path}.1`);
  else rmSync(path, { force: true });
  // More of them were kept once.
  for (let number = maxFiles; existsSync(`${path}.${number}`); number += 1)
    rmSync(`${path}.${number}`, { force: true });
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
