import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Shows a table and leaves it beside the results of the test run. */
export const report = async (root: string, name: string, text: string): Promise<void> => {
  const folder = join(root, '.lab/test/reports');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.txt`), text);
  process.stdout.write(text);
};
