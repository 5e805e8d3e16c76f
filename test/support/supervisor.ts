import { readdir, readFile } from 'node:fs/promises';

/** Process ids of the supervisors of a state directory, found as a person would: in the list of processes. */
export const supervisorPids = async (stateDir: string): Promise<number[]> => {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const commands = await Promise.all(
    pids.map(async (pid) => {
      // A process may end between the listing and the look.
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, words: line.split('\0') };
    }),
  );
  return commands
    .filter(
      ({ words }) => words.includes(stateDir) && words.some((word) => word.endsWith('supervisor/main.ts')),
    )
    .map(({ pid }) => pid);
};
