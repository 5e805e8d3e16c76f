import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { METRICS } from '@lab/contracts';
import { registry } from '../metrics/registry';
import { LogDestination } from './log-destination';
import { createLogger } from './logger';

const LINE = 'x'.repeat(1000);
const CHUNK = Buffer.alloc(64 * 1024);

interface Line {
  readonly seq: number;
  readonly msg: string;
  readonly level: string;
  readonly dropped_lines?: number;
}

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'log-destination-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const droppedLines = async (): Promise<number> => {
  const metric = await registry.getSingleMetricAsString(METRICS.logLinesDropped);
  return Number(/_total (\d+)$/m.exec(metric)?.[1]);
};
const loggerOn = (fd: number, level = 'info') =>
  createLogger({ service: 'orders', level, format: 'json', destination: new LogDestination(fd) });
const linesIn = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** A pipe with nobody at its other end but us: what a service writes to whose log nobody reads. */
class Pipe {
  readonly fd: number;
  readonly #taken: Buffer[] = [];

  constructor() {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    this.fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  }

  /** What is in it now. */
  take(): void {
    for (;;) {
      try {
        const bytes = readSync(this.fd, CHUNK);
        this.#taken.push(Buffer.from(CHUNK.subarray(0, bytes)));
      } catch {
        return; // EAGAIN: it is empty
      }
    }
  }

  /** All lines that came out of it, once a line is among them. */
  async linesUntil(isLast: (line: Line) => boolean): Promise<Line[]> {
    for (;;) {
      this.take();
      const text = Buffer.concat(this.#taken).toString();
      const lines = linesIn(text.slice(0, text.lastIndexOf('\n')));
      if (lines.some(isLast)) return lines;
      await immediate();
    }
  }
}

describe('the log destination', () => {
  // ENOSPC from a disk that is full; EBADF stands for every other error, EPIPE among them. Neither is closed afterwards:
  // the destination tries again and again, and would write to whatever has got its number.
  it.each([
    ['full', '/dev/full', 'w'],
    ['not writable', '/dev/null', 'r'],
  ])('that is %s drops lines and counts them, and nothing is thrown', async (_, path, flags) => {
    const logger = loggerOn(openSync(path, flags));
    const before = await droppedLines();

    for (let line = 0; line < 2000; line += 1) logger.info(LINE);

    // a mebibyte is kept, the rest of the two million bytes is not
    const dropped = (await droppedLines()) - before;
    expect(dropped).toBeGreaterThan(1000);
    expect(dropped).toBeLessThan(1200);
  });

  it('that works gets every line whole and in order, before the call returns', () => {
    const file = join(folder, 'log');
    const fd = openSync(file, 'w');
    const logger = loggerOn(fd);
    for (let line = 1; line <= 100; line += 1) {
      logger.info(LINE);
      expect(linesIn(readFileSync(file, 'utf8')).at(-1)?.seq).toBe(line);
    }
    closeSync(fd);
  });

  it('keeps in order what a full pipe does not take, and writes it by itself once somebody reads', async () => {
    const pipe = new Pipe();
    const logger = loggerOn(pipe.fd);
    for (let line = 1; line <= 500; line += 1) logger.info(LINE);

    const lines = await pipe.linesUntil(({ seq }) => seq === 500);

    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
    closeSync(pipe.fd);
  });

  it('says on a line of its own how many were dropped before it, whatever the level', async () => {
    const pipe = new Pipe();
    const logger = loggerOn(pipe.fd, 'error');
    const before = await droppedLines();
    for (let line = 1; line <= 3000; line += 1) logger.error(LINE);
    // Room for some, but not for all that waits: one gap, not a gap for each time that there is a little room.
    pipe.take();
    logger.error(LINE);

    const lines = await pipe.linesUntil(({ msg }) => msg === 'log lines dropped');
    logger.error('after');
    const [after] = (await pipe.linesUntil(({ msg }) => msg === 'after')).slice(-1);

    const note = lines.at(-1);
    const kept = lines.slice(0, -1).map(({ seq }) => seq);
    expect(kept).toEqual(kept.map((_, index) => index + 1));
    expect(note).toMatchObject({ level: 'warn', seq: 3002, dropped_lines: 3001 - kept.length });
    expect((await droppedLines()) - before).toBe(note?.dropped_lines);
    expect(after?.seq).toBe(3003);
    closeSync(pipe.fd);
  });
});
