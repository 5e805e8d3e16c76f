// Writes prometheus/rules/slo*.yml, the limits in libs/contracts and the maps of blind spots from prometheus/slo; with --check it only
// says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './generated-files.ts';
import { InvalidObjectives, readObjectives } from './read-objectives.ts';

// npm runs scripts in the root. A path from this file to there would make every file of the repository an input of this project's tests.
const ROOT = process.cwd();
const FOLDER = 'prometheus/slo';

const isUpToDate = (file: string, text: string): boolean => {
  try {
    return readFileSync(join(ROOT, file), 'utf8') === text;
  } catch {
    return false;
  }
};

try {
  const files = filesOf(readObjectives(join(ROOT, FOLDER)));
  if (process.argv.includes('--check')) {
    const old = Object.entries(files).filter(([file, text]) => !isUpToDate(file, text));
    for (const [file] of old) console.error(`${file} is not what ${FOLDER} says; run: npm run objectives`);
    if (old.length > 0) process.exitCode = 1;
  } else {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(ROOT, file), text);
    console.log(`wrote ${Object.keys(files).join(', ')}`);
  }
} catch (error) {
  if (!(error instanceof InvalidObjectives)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
