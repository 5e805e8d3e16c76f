import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { UsageError } from '../errors.ts';
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

export async function findExperiment(root: string, name: string): Promise<Experiment> {
  const files = filesOf(root);
  const file = files.find((each) => each.name === name);
  if (file === undefined)
    throw new UsageError(
      `unknown experiment ${name}; available: ${files.map((each) => each.name).join(', ')}`,
    );
  const path = `${FOLDER}/${file.base}`;
  return readExperiment(readFileSync(join(root, path), 'utf8'), { root, path, name });
}

export const allExperiments = (root: string): Promise<readonly Experiment[]> =>
  Promise.all(experimentNames(root).map((name) => findExperiment(root, name)));
