import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dashboard } from '@lab/boards';
import { readDashboard } from '@lab/boards/read';
import { codeOf, messageOf } from './errors.ts';

export interface Boards {
  readonly boards: readonly Dashboard[];
  /** Files that cannot be shown, and why. */
  readonly problems: readonly string[];
}

const HOME = 'Overview';

/** The dashboards of a folder: the overview first, the others by title. Read anew each time, so that a change shows. */
export async function readBoards(folder: string): Promise<Boards> {
  const files = await jsonFilesIn(folder);
  if (files.length === 0) return { boards: [], problems: [`no dashboard in ${folder}`] };
  const read = await Promise.all(files.map((file) => readBoard(join(folder, file))));
  const boards = read.filter((each) => typeof each !== 'string');
  const problems = read.filter((each) => typeof each === 'string');
  return { boards: boards.sort(inOrder), problems: [...problems, ...twice(boards)] };
}

async function jsonFilesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** The board, or why it is none. */
async function readBoard(file: string): Promise<Dashboard | string> {
  try {
    return readDashboard(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    return `${file}: ${messageOf(error)}`;
  }
}

const inOrder = (a: Dashboard, b: Dashboard): number =>
  Number(b.title === HOME) - Number(a.title === HOME) || a.title.localeCompare(b.title, 'en');

function twice(boards: readonly Dashboard[]): string[] {
  const uids = boards.map(({ uid }) => uid);
  return [...new Set(uids.filter((uid, index) => uids.indexOf(uid) !== index))].map(
    (uid) => `two dashboards have the uid "${uid}": links to it open the first`,
  );
}
