import { wordsOf } from '../../../process/command.ts';
import { listProcesses } from '../../../process/stat.ts';

/** The supervisors of a state directory, also one whose socket has been removed. */
export const supervisorPids = (stateDir: string): number[] => pidsOf('/supervisor/main.ts', stateDir);

export const logWriterPids = (stateDir: string): number[] => pidsOf('/log-writer/main.ts', stateDir);

const pidsOf = (main: string, stateDir: string): number[] =>
  listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const words = wordsOf(pid);
      return words.at(-1) === stateDir && words.at(-2)?.endsWith(main) === true;
    });
