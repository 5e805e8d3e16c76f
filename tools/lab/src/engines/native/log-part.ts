import { type BigIntStats, closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { codeOf } from '../../errors.ts';

const CHUNK_BYTES = 64 * 1024;

/** One of the files that a log was cut into, known by what it is: its name passes to the next one when the log is full. */
export interface PartEntry {
  readonly path: string;
  readonly key: string;
}

/** An inode's number is given to another file once it is free; the time at which it was made is not. */
const keyOf = ({ ino, birthtimeNs }: BigIntStats): string => `${ino} ${birthtimeNs}`;

/** `x.log`, `x.log.1`, …: newest first. */
export function partsOf(file: string): PartEntry[] {
  // A log that is cut while one looks has its old part under a name that was not there before: only what is seen twice is all of it.
  for (let parts = look(file); ;) {
    const again = look(file);
    if (again.length === parts.length && again.every(({ key }, index) => key === parts[index]?.key))
      return again;
    parts = again;
  }
}

function look(file: string): PartEntry[] {
  return numbersOf(file)
    .map((number) => (number === 0 ? file : `${file}.${number}`))
    .flatMap((path) => {
      const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
      return stats === undefined ? [] : [{ path, key: keyOf(stats) }];
    });
}

function numbersOf(file: string): number[] {
  const name = basename(file);
  return filesIn(dirname(file))
    .filter(
      (entry) => entry === name || (entry.startsWith(`${name}.`) && /^\.\d+$/.test(entry.slice(name.length))),
    )
    .map((entry) => Number(entry.slice(name.length + 1)))
    .sort((a, b) => a - b);
}

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []; // nothing was ever started here
    throw error;
  }
}

/** A part held open: it stays readable, and itself, whatever becomes of its name. */
export class LogPart {
  readonly key: string;
  private readonly fd: number;

  private constructor(fd: number) {
    this.fd = fd;
    this.key = keyOf(fstatSync(fd, { bigint: true }));
  }

  /** Undefined where it has another name by now. */
  static open({ path, key }: PartEntry): LogPart | undefined {
    try {
      const part = new LogPart(openSync(path, 'r'));
      if (part.key === key) return part;
      part.close();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    return undefined;
  }

  close(): void {
    closeSync(this.fd);
  }

  size(): number {
    return fstatSync(this.fd).size;
  }

  read(begin: number, end: number): Buffer {
    const buffer = Buffer.alloc(end - begin);
    return buffer.subarray(0, readSync(this.fd, buffer, 0, buffer.length, begin));
  }

  *chunks(begin: number, end: number): Generator<Buffer> {
    for (let from = begin; from < end;) {
      const chunk = this.read(from, Math.min(end, from + CHUNK_BYTES));
      if (chunk.length === 0) return; // emptied meanwhile
      from += chunk.length;
      yield chunk;
    }
  }

  /** From the end: the end of a large log costs no more than the end. */
  *chunksBackwards(end: number): Generator<Buffer> {
    for (let to = end; to > 0; to -= CHUNK_BYTES) yield this.read(Math.max(0, to - CHUNK_BYTES), to);
  }
}
