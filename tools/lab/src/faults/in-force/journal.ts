import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../errors.ts';
import { bootId, isAlive, readStat } from '../../process/stat.ts';

const Holder = z.object({ pid: z.number(), startTime: z.number(), bootId: z.string() });

/** A process that answers for a fault. Its end, however it comes, ends the fault's time. */
export type Holder = z.infer<typeof Holder>;

const Entry = z.object({
  /** The words that make the fault again, in any process: `latency redis --from inventory --ms 200`. */
  action: z.string(),
  /** For messages: unlike its words, it shows no password. */
  what: z.string(),
  begunAt: z.iso.datetime(),
  /** When it is undone at the latest. */
  deadline: z.iso.datetime(),
  /** Null where the command that began the fault was meant to end before it. */
  holder: Holder.nullable(),
});
export type Entry = z.infer<typeof Entry>;

/** This process, as a holder. Null where there is no /proc to recognise it by (macOS): there the deadline alone counts. */
export function thisProcess(): Holder | null {
  const startTime = readStat(process.pid)?.startTime;
  return startTime === undefined ? null : { pid: process.pid, startTime, bootId: bootId() };
}

const isHolding = ({ pid, startTime, bootId: boot }: Holder): boolean => {
  const stat = readStat(pid);
  return boot === bootId() && isAlive(stat) && stat.startTime === startTime;
};

/** Whether nobody answers for this fault any more. */
export const isOverdue = (
  { deadline, holder }: Entry,
  now = Date.now(),
  holds: (holder: Holder) => boolean = isHolding,
): boolean => Date.parse(deadline) <= now || (holder !== null && !holds(holder));

/** Names an action where its words must not be seen, as in a list of processes. */
export const idOf = (action: string): string =>
  createHash('sha256').update(action).digest('hex').slice(0, 16);

/**
 * Which faults are in force in a lab, one file each in its state directory. An entry is written before its fault begins and
 * removed after it was undone, so whatever kills the tool in between leaves the entry behind, for another process to act on.
 */
export class Journal {
  private readonly folder: string;

  constructor(stateDir: string) {
    this.folder = join(stateDir, 'faults', 'in-force');
  }

  /** False where the same fault is in force already. */
  add(entry: Entry): boolean {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = this.fileOf(entry.action);
    const draft = `${file}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify(entry), { mode: 0o600 }); // an action may contain a password
    try {
      linkSync(draft, file); // whole or not at all, and only where there is none
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(draft);
    }
  }

  remove(action: string): void {
    rmSync(this.fileOf(action), { force: true });
  }

  has(id: string): boolean {
    return this.entries().some(({ action }) => idOf(action) === id);
  }

  /** The latest first: undone in this order, each finds the lab as it left it. */
  entries(): Entry[] {
    return this.names()
      .flatMap((name) => this.read(name) ?? [])
      .sort((a, b) => b.begunAt.localeCompare(a.begunAt));
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder).filter((name) => name.endsWith('.json'));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []; // no fault was ever in force here
      throw error;
    }
  }

  /** Undefined where another process has just undone it. */
  private read(name: string): Entry | undefined {
    try {
      return Entry.parse(JSON.parse(readFileSync(join(this.folder, name), 'utf8')));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  private fileOf(action: string): string {
    return join(this.folder, `${idOf(action)}.json`);
  }
}
