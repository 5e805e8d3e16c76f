import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '@lab/contracts';
import type { Entry, Fact, FactOf } from './fact';

export const JOURNAL_FILE = 'journal.ndjson';
const RETRY_AFTER_SECONDS = 5;
/** Less than that left on the disk, and the next page may not fit. */
const MIN_FREE_BYTES = 2_097_152;

export type JournalFile = Pick<FileHandle, 'appendFile' | 'datasync' | 'truncate' | 'close'>;

interface Place {
  readonly dir: string;
  /** Lets another process have the journal. */
  readonly release: () => Promise<unknown>;
}

interface Position {
  readonly size: number;
  readonly seq: number;
}

/**
 * The journal's end: facts are appended as JSON lines and on disk when `append` resolves. One call at a time; the desk takes turns.
 */
export class JournalRepository {
  private isDirty = false;

  constructor(
    private readonly place: Place,
    private file: JournalFile,
    private position: Position,
  ) {}

  get size(): number {
    return this.position.size;
  }

  /** Rejects with Unavailable if the facts could not be written; then none of them counts. */
  async append(facts: readonly Fact[], at: string): Promise<readonly Entry[]> {
    const entries = this.number(facts, at);
    const bytes = encode(entries);
    try {
      await this.mend();
      this.isDirty = true;
      await this.file.appendFile(bytes);
      await this.file.datasync();
      this.isDirty = false;
    } catch (error) {
      throw new Unavailable(
        'oncall.journal_unavailable',
        `cannot write to ${this.path()}`,
        RETRY_AFTER_SECONDS,
        {
          cause: error,
        },
      );
    }
    this.position = { size: this.size + bytes.length, seq: this.position.seq + entries.length };
    return entries;
  }

  /** Replaces all lines by one. A crash leaves either the old journal or the new one, never a part. Rejects if it is the old one. */
  async compact(snapshot: FactOf<'snapshot'>, at: string): Promise<void> {
    const bytes = encode(this.number([snapshot], at));
    const temporary = `${this.path()}.new`;
    await rm(temporary, { force: true });
    const next = await open(temporary, 'a', 0o600);
    try {
      await next.appendFile(bytes);
      await next.sync();
      await rename(temporary, this.path());
    } catch (error) {
      await next.close();
      throw error;
    }
    const previous = this.file;
    this.file = next;
    this.position = { size: bytes.length, seq: this.position.seq + 1 };
    this.isDirty = true; // until the folder is synced, a power cut could bring the old journal back
    // From the rename on the new journal counts, so this must not reject: what fails here, the next fact tries again.
    await this.mend().catch(() => undefined);
    await previous.close().catch(() => undefined);
  }

  /** Rejects with the reason why the next page could not be written. */
  async check(): Promise<void> {
    await this.mend();
    const { bavail, bsize } = await statfs(this.place.dir);
    if (bavail * bsize < MIN_FREE_BYTES) throw new Error(`the disk has ${bavail * bsize} bytes left`);
  }

  async close(): Promise<void> {
    await this.file.close();
    await this.place.release();
  }

  /** Cuts off what a failed write may have left behind the last fact, or completes a failed compaction. */
  private async mend(): Promise<void> {
    if (!this.isDirty) return;
    await this.file.truncate(this.size);
    await this.file.datasync();
    await syncFolder(this.place.dir);
    this.isDirty = false;
  }

  private number(facts: readonly Fact[], at: string): Entry[] {
    return facts.map((fact, index) => ({ v: 1, seq: this.position.seq + index + 1, at, fact }));
  }

  private path(): string {
    return join(this.place.dir, JOURNAL_FILE);
  }
}

const encode = (entries: readonly Entry[]): Buffer =>
  Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

/** A file that was created or renamed survives a power cut only once its folder is on disk too. */
export const syncFolder = async (dir: string): Promise<void> => {
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
