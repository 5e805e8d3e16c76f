import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES } from '../../tools/lab/src/k6/k6-command.ts';
import { parseRequestLine, type RequestLine } from '../../tools/lab/src/k6/request-line.ts';
import type { Lab } from './lab.ts';

/** The folders of the load runs that began since then, oldest first; a run's name begins with its time. */
const runsSince = async (lab: Lab, since: Date): Promise<string[]> => {
  const folder = join(lab.stateDir, 'runs');
  const from = since.toISOString().replaceAll(/[:.]/g, '-');
  return (await readdir(folder))
    .filter((name) => name >= from)
    .sort()
    .map((name) => join(folder, name));
};

/** The id of every order that a client was promised by a run since then; each run has to have ended. */
export const acceptedSince = async (lab: Lab, since: Date): Promise<string[]> => {
  const runs = await runsSince(lab, since);
  const texts = await Promise.all(runs.map((run) => readFile(join(run, RUN_FILES.accepted), 'utf8')));
  return texts.flatMap((text) => text.split('\n')).filter((id) => id !== '');
};

/** Every request that the runs since then sent. */
export const requestsSince = async (lab: Lab, since: Date): Promise<RequestLine[]> => {
  const runs = await runsSince(lab, since);
  const texts = await Promise.all(runs.map((run) => readFile(join(run, RUN_FILES.requests), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n'))
    .map(parseRequestLine)
    .filter((line) => line !== undefined);
};
