import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, parse, relative, resolve } from 'node:path';
import { codeOf, messageOf, UsageError } from '../errors.ts';
import type { Experiment } from './experiment.ts';
import { readExperiment } from './read-experiment.ts';

const FOLDER = 'chaos';
const FORMATS = ['.yaml', '.yml', '.json'];

/** The experiments of the repository, by name. */
export const experimentNames = (root: string): readonly string[] => filesOf(root).map(({ name }) => name);

const filesOf = (root: string) =>
  readdirSync(join(root, FOLDER))
    .map((file) => parse(file))
    .filter(({ ext }) => FORMATS.includes(ext))
    .toSorted((a, b) => a.name.localeCompare(b.name));

/** By its name, or by the path of its file. */
export async function findExperiment(root: string, name: string): Promise<Experiment> {
  if (name.includes('/')) return readAt(root, name);
  const files = filesOf(root);
  const file = files.find((each) => each.name === name);
  if (file === undefined)
    throw new UsageError(
      `unknown experiment ${name}; available: ${files.map((each) => each.name).join(', ')}`,
    );
  return readAt(root, join(root, FOLDER, file.base));
}

async function readAt(root: string, path: string): Promise<Experiment> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${codeOf(error) ?? messageOf(error)}`);
  });
  const fromRoot = relative(root, resolve(path));
  return readExperiment(text, {
    root,
    path: fromRoot.startsWith('..') ? path : fromRoot,
    name: parse(path).name,
  });
}

export const allExperiments = (root: string): Promise<readonly Experiment[]> =>
  Promise.all(experimentNames(root).map((name) => findExperiment(root, name)));
