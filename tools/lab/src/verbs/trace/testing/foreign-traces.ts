import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const BESIDE = resolve(__dirname, '../../../../../../../shared/data/foreign-traces');

/** Traces of other shops, which are not part of this repository: FOREIGN_TRACES, else a folder beside it. */
const FOLDER = process.env['FOREIGN_TRACES'] ?? BESIDE;

export const foreignTraces = (...path: string[]): string => join(FOLDER, ...path);

/** Where the folder is missing, one test is skipped that says so. */
export const describeForeign = (name: string, body: () => void): void => {
  if (existsSync(FOLDER)) describe(name, body);
  else it.skip(`${name} (skipped: FOREIGN_TRACES names no folder with traces)`, () => undefined);
};
