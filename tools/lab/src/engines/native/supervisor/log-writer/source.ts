import { constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, messageOf } from '../../../../errors.ts';
import type { RotatingFile } from './rotating-file.ts';

// All that a pipe holds. One for all sources: what was read is written before anything else is read.
const BUFFER = Buffer.alloc(64 * 1024);
/** Less than this was written line by line: a moment later there is more to read at once. 10,000 reads a second cost a third of a processor. */
const LARGE_READ = 4096;
const NEWLINE = 10;
const PAUSE_MS = 4;
const RETRY_MS = 500;
/** How long a service that cannot drop lines itself waits for its log. After that, its lines are dropped here and counted. */
const PATIENCE_MS = 5000;
const DROP_RETRY_MS = 50;
/** The most that Linux lets a pipe hold: after that much, what was in it when we were asked is out. */
const DRAINED_BYTES = 1024 * 1024;

interface SourceOptions {
  readonly name: string;
  readonly pipe: string;
  readonly file: RotatingFile;
  /** Whether the service drops lines by itself, and counts them, while its pipe takes none, as our own do. */
  readonly dropsItself: boolean;
  readonly note: (line: string) => void;
}

interface Stuck {
  readonly since: number;
  readonly reason: string;
  droppedBytes: number;
  droppedLines: number;
}

/** One service's pipe on its way into its log. Nothing is kept but what a full disk does not take: one read at most. */
export class LogSource {
  readonly file: RotatingFile;
  private readonly options: SourceOptions;
  private readonly fd: number;
  private readonly socket: Socket;
  private rest = Buffer.alloc(0);
  private stuck: Stuck | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: SourceOptions) {
    this.options = options;
    this.file = options.file;
    // Our own description of the pipe, for only on ours may reads not wait. For writing too: so it has no end.
    this.fd = openSync(options.pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const onread = { buffer: BUFFER, callback: (bytes: number) => this.onRead(bytes) };
    this.socket = new Socket({ fd: this.fd, readable: true, writable: false, onread });
    this.socket.on('error', (error) => options.note(`${options.name}: its pipe: ${messageOf(error)}`));
  }

  /** False where the pipe was removed, or another one has its name. */
  isCurrent(): boolean {
    return statSync(this.options.pipe, { throwIfNoEntry: false })?.ino === fstatSync(this.fd).ino;
  }

  /** Why its log cannot be written now. */
  get trouble(): string | undefined {
    return this.stuck?.reason;
  }

  /** Resolves when all that was in the pipe is in the log. */
  async drain(): Promise<void> {
    while (!this.readAll()) await sleep(RETRY_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.socket.destroy();
  }

  private readAll(): boolean {
    if (!this.write(this.rest)) return false;
    for (let taken = 0; taken < DRAINED_BYTES;) {
      const bytes = this.readNow();
      if (bytes === 0) return true;
      if (!this.write(BUFFER.subarray(0, bytes))) return false;
      taken += bytes;
    }
    return true;
  }

  private readNow(): number {
    try {
      return readSync(this.fd, BUFFER);
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') return 0;
      throw error;
    }
  }

  /** Whether to go on reading at once. */
  private onRead(bytes: number): boolean {
    if (!this.write(BUFFER.subarray(0, bytes))) return false;
    if (bytes >= LARGE_READ) return true;
    this.resumeAfter(PAUSE_MS);
    return false;
  }

  private resumeAfter(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.write(this.rest)) this.socket.resume();
    }, delayMs);
  }

  /** False where not all of it could be written: the rest is kept, and nothing is read until it could. */
  private write(bytes: Buffer): boolean {
    const { rest, failure } = this.options.file.append(bytes);
    this.rest = Buffer.from(rest); // a copy: the buffer is for the next read
    if (rest.length > 0) {
      this.wait(messageOf(failure));
      return false;
    }
    return this.stuck === undefined || this.goOn(this.stuck);
  }

  private wait(reason: string): void {
    const { name, dropsItself, note } = this.options;
    if (this.stuck === undefined) {
      this.stuck = { since: Date.now(), reason, droppedBytes: 0, droppedLines: 0 };
      note(
        `${name}: cannot write its log: ${reason}. Retrying; meanwhile ` +
          (dropsItself
            ? `${name} buffers lines, then drops them`
            : `lines are dropped after ${PATIENCE_MS / 1000} s`),
      );
    }
    this.socket.pause();
    const isDropping = !dropsItself && Date.now() - this.stuck.since >= PATIENCE_MS;
    if (isDropping) this.drop(this.stuck);
    this.resumeAfter(isDropping ? DROP_RETRY_MS : RETRY_MS);
  }

  /** A program that waits for its log does nothing else, and whoever needs it waits with it. */
  private drop(stuck: Stuck): void {
    for (let taken = 0; taken < DRAINED_BYTES;) {
      const bytes = this.readNow();
      if (bytes === 0) return;
      taken += bytes;
      stuck.droppedBytes += bytes;
      for (const byte of BUFFER.subarray(0, bytes)) if (byte === NEWLINE) stuck.droppedLines += 1;
    }
  }

  /** Says in the log what is missing there, and whether that could be written. */
  private goOn({ since, droppedBytes, droppedLines }: Stuck): boolean {
    const { name, note } = this.options;
    this.stuck = undefined;
    const dropped = droppedBytes === 0 ? '' : `; ${droppedLines} lines (${droppedBytes} bytes) were dropped`;
    note(`${name}: its log is writable again${dropped}`);
    if (droppedBytes === 0) return true;
    const period = `${new Date(since).toISOString()} to ${new Date().toISOString()}`;
    return this.write(Buffer.from(`\nlog writer: this log could not be written from ${period}${dropped}\n`));
  }
}
