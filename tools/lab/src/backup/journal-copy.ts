import { readFile, writeFile } from 'node:fs/promises';
import type { Engine } from '../engines/engine.ts';

const SERVICE = 'oncall';
const JOURNAL = '/var/lib/oncall/journal.ndjson';
const LIMIT_MS = 60_000;
const LINE_END = 0x0a;

type Beside = Pick<Engine, 'runBeside'>;

/** Oncall only appends and never waits for us: the copy may end within a line, which nobody was told is kept. */
export async function copyJournal(engine: Beside, output: string): Promise<void> {
  await engine.runBeside(SERVICE, { command: ['cat', JOURNAL], output, timeoutMs: LIMIT_MS });
  const bytes = await readFile(output);
  await writeFile(output, wholeLines(bytes), { mode: 0o600 });
}

export const wholeLines = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);

/** Puts the journal in the place of the one there is. Oncall reads it when it starts, so it must be killed next. */
export const restoreJournal = (engine: Beside, input: string): Promise<void> =>
  engine.runBeside(SERVICE, {
    command: ['sh', '-euc', 'umask 077; cat > "$1.restored"; mv "$1.restored" "$1"', 'sh', JOURNAL],
    input,
    timeoutMs: LIMIT_MS,
  });
