import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../../errors.ts';

const LIST_LIMIT_MS = 20_000;
const LONGEST_LIST = 16 * 1024 * 1024;

/** The files of the repository in order, by their path from its root. */
export type Contents = ReadonlyMap<string, Buffer>;

/** The files that git tracks or would add: an ignored file is made of them, or does not belong to the repository. */
async function filesOf(root: string): Promise<string[] | undefined> {
  const options = { cwd: root, timeout: LIST_LIMIT_MS, maxBuffer: LONGEST_LIST };
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const { stdout } = await promisify(execFile)('git', args, options);
    return [...new Set(stdout.split('\0'))].filter((file) => file !== '').sort();
  } catch {
    return undefined; // no git, or not a clone
  }
}

const contentOf = (file: string): Promise<Buffer> =>
  readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EISDIR') return Buffer.alloc(0);
    throw error;
  });

/** Undefined outside a clone. */
export async function readContents(root: string): Promise<Contents | undefined> {
  const files = await filesOf(root);
  if (files === undefined) return undefined;
  const contents = new Map<string, Buffer>();
  for (const file of files) contents.set(file, await contentOf(join(root, file)));
  return contents;
}
