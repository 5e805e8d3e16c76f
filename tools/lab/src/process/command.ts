import { readOr } from './read-or.ts';

const MAX_COMMAND = 120;

/** The command line of a process; empty for one that has ended. */
export const wordsOf = (pid: number): string[] => readOr(`/proc/${pid}/cmdline`, '').split('\0').slice(0, -1);

export function commandOf(pid: number): string {
  const words = wordsOf(pid).join(' ').trim();
  const command = words === '' ? readOr(`/proc/${pid}/comm`, '?').trim() : words;
  return command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command;
}
