import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporaryFolder } from './temporary-folder.ts';
import type { Engine } from '../../engines/engine.ts';

/** The one service that may write the flags, which the others only read (compose/services.yaml). */
const WRITER = 'oncall';
const FILE = '/etc/lab/flags/flags.json';
const LIMIT_MS = 30_000;

type Beside = Pick<Engine, 'runBeside'>;

/** The flag file of a lab; empty where there is none. */
export const loadFlagFile = (engine: Beside): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const output = join(folder, 'flags.json');
    const command = ['sh', '-euc', '[ ! -e "$1" ] || cat "$1"', 'sh', FILE] as const;
    await engine.runBeside(WRITER, { command, output, timeoutMs: LIMIT_MS });
    return readFile(output, 'utf8');
  });

/** Replaces it in one step: no service ever reads half of it. */
export const storeFlagFile = (engine: Beside, text: string): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const input = join(folder, 'flags.json');
    await writeFile(input, text);
    const command = ['sh', '-euc', 'umask 022; cat > "$1.new"; mv "$1.new" "$1"', 'sh', FILE] as const;
    await engine.runBeside(WRITER, { command, input, timeoutMs: LIMIT_MS });
  });
