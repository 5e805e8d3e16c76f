import type { FileHandle } from 'node:fs/promises';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { JOURNAL_FILE, JournalRepository, syncFolder } from './journal.repository';
import type { Entry } from './fact';
import { BrokenJournal, type Parsed, parseJournal } from './parse-journal';
import { lockFolder } from './lock';

export interface Opened<State> {
  readonly journal: JournalRepository;
  readonly state: State;
  readonly lines: number;
  /** Bytes of a line that was being written when the last process ended; they are cut off. */
  readonly tornBytes: number;
}

type Replay<State> = (entries: readonly Entry[]) => State;

/** Opens the journal of this folder, or creates it. Rejects where it is broken, or another process has it. */
export const openJournal = async <State>(dir: string, replay: Replay<State>): Promise<Opened<State>> => {
  await mkdir(dir, { recursive: true });
  // First: cutting off a line that another process is writing would lose it.
  const release = await lockFolder(dir);
  try {
    return await openLocked({ dir, release }, replay);
  } catch (error) {
    await release();
    throw error;
  }
};

const openLocked = async <State>(
  place: ConstructorParameters<typeof JournalRepository>[0],
  replay: Replay<State>,
): Promise<Opened<State>> => {
  const path = join(place.dir, JOURNAL_FILE);
  const file = await open(path, 'a+', 0o600);
  try {
    const bytes = await file.readFile();
    const { entries, wholeBytes } = parse(bytes, path);
    const tornBytes = bytes.length - wholeBytes;
    if (tornBytes > 0) await cutOff(file, wholeBytes);
    await syncFolder(place.dir);
    const position = { size: wholeBytes, seq: entries.at(-1)?.seq ?? 0 };
    const journal = new JournalRepository(place, file, position);
    return { journal, state: replay(entries), lines: entries.length, tornBytes };
  } catch (error) {
    await file.close();
    throw error;
  }
};

const parse = (bytes: Buffer, path: string): Parsed => {
  try {
    return parseJournal(bytes);
  } catch (error) {
    if (!(error instanceof BrokenJournal)) throw error;
    throw new Error(
      `the journal ${path} is broken: ${error.message}. Oncall does not start, so that no page is lost unseen. Repair that line from a ` +
        'backup, or move the file away to begin with an empty journal',
      { cause: error },
    );
  }
};

const cutOff = async (file: FileHandle, size: number): Promise<void> => {
  await file.truncate(size);
  await file.datasync();
};
