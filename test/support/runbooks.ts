import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Runbook {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
}

/** Every page of docs/runbooks but their index. */
export const readRunbooks = (root: string): readonly Runbook[] =>
  globSync('docs/runbooks/*.md', { cwd: root })
    .filter((file) => !file.endsWith('README.md'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** The commands in the shell blocks of a page, one a line. */
export const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What only looks at the lab. A command that changes it belongs into the text, where nobody runs it by mistake. */
const LOOKS = /^\.\/lab (status|slo|audit|doctor|logs|parked list)( |$)/;
export const onlyLooks = (command: string): boolean => LOOKS.test(command);
