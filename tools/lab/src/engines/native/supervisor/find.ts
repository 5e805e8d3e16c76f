import { wordsOf } from '../../../proc/command.ts';
import { listProcesses } from '../../../proc/stat.ts';

/** The supervisors of a state directory, also one whose socket has been removed. */
export const supervisorPids = (stateDir: string): number[] =>
  listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const words = wordsOf(pid);
      return words.at(-1) === stateDir && words.at(-2)?.endsWith('/supervisor/main.ts') === true;
    });
