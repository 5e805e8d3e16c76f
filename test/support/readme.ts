import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { Lab } from './lab.ts';

/** The shell blocks of the README that are fenced as ```sh tour, in their order. */
export const readTour = (root: string): string[] => {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  return [...text.matchAll(/^```sh tour\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
};

/** The same commands on another lab: each port that the README names, where that lab has it. */
const movePorts = (script: string, moved: Readonly<Record<number, number>>): string =>
  Object.entries(moved).reduce(
    (text, [from, to]) => text.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`),
    script,
  );

/** Runs commands as a page shows them, in one shell, on this lab's ports; a command that fails ends it. */
export const runAsShown = async (lab: Lab, script: string, timeoutMs = 240_000): Promise<string> => {
  const moved = movePorts(script, {
    8080: lab.port('gateway'),
    16686: lab.port('jaeger'),
    9090: lab.port('prometheus'),
    9093: lab.port('alertmanager'),
  });
  const command = ['bash', '-euc', moved] as const;
  const { code, stdout, stderr } = await runCommand(command, { cwd: lab.root, env: lab.env, timeoutMs });
  if (code !== 0) throw new Error(`${moved}\nanswered ${code}\n${stdout}\n${stderr}`);
  return stdout;
};
