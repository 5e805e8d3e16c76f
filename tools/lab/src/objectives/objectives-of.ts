import { join } from 'node:path';
import { InvalidObjectives, type Objective, readObjectives } from '@lab/objectives';
import type { LabContext } from '../context.ts';
import { EnvironmentError } from '../errors.ts';

/** The objectives of the repository. EnvironmentError, with file and line, where one of the files is wrong. */
export function objectivesOf({ root }: Pick<LabContext, 'root'>): readonly Objective[] {
  try {
    return readObjectives(join(root, 'prometheus/slo'));
  } catch (error) {
    if (error instanceof InvalidObjectives) throw new EnvironmentError(error.message);
    throw error;
  }
}
