import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../../context.ts';
import { withLock } from '../../programs/lock.ts';
import { recordsDir } from './supervisor/record.ts';

/** One command at a time starts or stops this lab; the others wait and say for whom. */
export const withLabLock = <T>(
  { stateDir, signal }: Pick<LabContext, 'stateDir' | 'signal'>,
  progress: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> => {
  mkdirSync(recordsDir(stateDir), { recursive: true, mode: 0o700 }); // the records, with passwords, come beside the lock
  const onWait = (pid: string): void =>
    progress(`waiting for process ${pid}, which is starting or stopping this lab …`);
  return withLock(join(recordsDir(stateDir), 'lab.lock'), { signal, onWait }, work);
};
