import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const LONGEST = 100_000;

/** Where a program stops writing until a file is there. */
export interface Gate {
  readonly line: number;
  readonly file: string;
}

/** A program that writes numbered lines of mixed sizes, some larger than a pipe holds, as fast as it can or in steps. */
export const numberedLines = (
  count: number,
  { everyMs = 0, gate }: { everyMs?: number; gate?: Gate } = {},
): string => `
  const { existsSync, writeSync } = require('node:fs');
  const write = (bytes) => { while (bytes.length > 0) bytes = bytes.subarray(writeSync(1, bytes)); };
  const lineOf = (number) => {
    const size = number % 1000 === 999 ? ${LONGEST} : (number * 7919) % 400;
    return Buffer.from(number + ' ' + size + ' ' + 'x'.repeat(size) + '\\n');
  };
  let next = 0;
  const gate = ${JSON.stringify(gate ?? null)};
  const some = () => {
    if (next === gate?.line && !existsSync(gate.file)) return setTimeout(some, ${everyMs});
    for (const end = Math.min(${count}, next + ${everyMs === 0 ? count : 100}); next < end; next += 1) write(lineOf(next));
    if (next < ${count}) setTimeout(some, ${everyMs});
    else { write(Buffer.from('done\\n')); setInterval(() => {}, 1000); }
  };
  some();
`;

/** The number of a line as it was written; undefined for one that is damaged. */
export function numberOf(line: string): number | undefined {
  const [, number, size, rest] = /^(\d+) (\d+) (x*)$/.exec(line) ?? [];
  return rest?.length === Number(size) ? Number(number) : undefined;
}

export const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** The files that a log was cut into, with their size and last character. */
export const filesOf = (directory: string, name: string): { size: number; end: string }[] =>
  readdirSync(directory)
    .filter((entry) => entry.startsWith(`${name}.log`))
    .map((entry) => join(directory, entry))
    .map((path) => ({ size: statSync(path).size, end: readFileSync(path, 'latin1').slice(-1) }));
