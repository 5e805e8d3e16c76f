import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Verb } from './verb.ts';

const verbsDir = (root: string): string => join(root, 'tools', 'lab', 'src', 'verbs');
const indexOf = (root: string, name: string): string => join(verbsDir(root), name, 'index.ts');

/** A verb is a folder with an index.ts; there is no list to keep. */
export async function verbNames(root: string): Promise<string[]> {
  const entries = await readdir(verbsDir(root), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(indexOf(root, entry.name)))
    .map((entry) => entry.name)
    .sort();
}

export async function loadVerb(root: string, name: string): Promise<Verb> {
  const module = (await import(pathToFileURL(indexOf(root, name)).href)) as { verb?: Verb };
  if (module.verb === undefined) throw new Error(`${indexOf(root, name)} exports no "verb"`);
  return module.verb;
}
