import { Entry } from './fact';

const NEWLINE = 0x0a;

export interface Parsed {
  readonly entries: readonly Entry[];
  /** Up to here the file is whole; a line that was being written when the process was killed follows. */
  readonly wholeBytes: number;
}

/** A line in the middle cannot be read. Nothing is guessed: what it said may have been acknowledged. */
export class BrokenJournal extends Error {
  override readonly name = 'BrokenJournal';

  constructor(line: number, why: string) {
    super(`line ${line} ${why}`);
  }
}

/**
 * Reads a journal. Only an unterminated last line is cut off: nobody was told that it was written, because the answer follows the
 * newline. Any other line that cannot be read throws BrokenJournal.
 */
export const parseJournal = (bytes: Buffer): Parsed => {
  const wholeBytes = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = bytes.toString('utf8', 0, wholeBytes).split('\n').slice(0, -1);
  const entries: Entry[] = [];
  const opened = new Set<number>();
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line, index + 1);
    const expected = (entries.at(-1)?.seq ?? entry.seq - 1) + 1;
    if (entry.seq !== expected)
      throw new BrokenJournal(index + 1, `has seq ${entry.seq} instead of ${expected}: lines are missing`);
    if (index === 0 && entry.seq !== 1 && entry.fact.type !== 'snapshot')
      throw new BrokenJournal(1, `has seq ${entry.seq} and is no snapshot: lines before it are missing`);
    checkIncident(entry, index + 1, opened);
    entries.push(entry);
  }
  return { entries, wholeBytes };
};

/** Nothing is about an incident that was not opened before, here or in the snapshot. */
const checkIncident = ({ fact }: Entry, line: number, opened: Set<number>): void => {
  if (fact.type === 'opened') opened.add(fact.incident);
  if (fact.type === 'snapshot') fact.incidents.forEach(({ id }) => opened.add(id));
  if ('incident' in fact && !opened.has(fact.incident))
    throw new BrokenJournal(line, `is about incident ${fact.incident}, which was never opened`);
};

const parseLine = (line: string, number: number): Entry => {
  const result = Entry.safeParse(json(line, number));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BrokenJournal(number, `is no entry: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
};

const json = (line: string, number: number): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    throw new BrokenJournal(number, 'is no JSON');
  }
};
