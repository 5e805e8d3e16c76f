import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { recordsDir } from './record.ts';

/** Service names are single path segments, so that each may name its pipe. */
export const pipesDir = (stateDir: string): string => join(recordsDir(stateDir), 'pipes');
export const pipeOf = (stateDir: string, name: string): string => join(pipesDir(stateDir), name);

/** Makes a service's pipe unless it is there. Node itself can make none. */
export async function makePipe(pipe: string): Promise<void> {
  if (statSync(pipe, { throwIfNoEntry: false })?.isFIFO() === true) return;
  mkdirSync(join(pipe, '..'), { recursive: true, mode: 0o700 });
  rmSync(pipe, { force: true });
  await promisify(execFile)('mkfifo', ['-m', '600', pipe]);
}
