import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../errors.ts';
import { cacheFolder, type Place } from '../../programs/machine.ts';

const LIST_LIMIT_MS = 20_000;
const LONGEST_LIST = 16 * 1024 * 1024;

/** The files that git knows or would take: what is ignored is made of them, or is no part of the repository. */
async function filesOf(root: string): Promise<string[] | undefined> {
  const options = { cwd: root, timeout: LIST_LIMIT_MS, maxBuffer: LONGEST_LIST };
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const { stdout } = await promisify(execFile)('git', args, options);
    return [...new Set(stdout.split('\0'))].filter((file) => file !== '').sort();
  } catch {
    return undefined; // no git, or not a clone: nothing is remembered then
  }
}

const contentOf = (file: string): Promise<Buffer> =>
  readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EISDIR') return Buffer.alloc(0);
    throw error;
  });

/** A name for the content of all files of the repository, and the Node that reads them; undefined outside a clone. */
async function contentKey(root: string): Promise<string | undefined> {
  const files = await filesOf(root);
  if (files === undefined) return undefined;
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    const content = await contentOf(join(root, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Remembers outside the clone which check passed on which content. A failure is not remembered. */
export class PassedBefore {
  readonly #place: Place;
  readonly #key: string;

  private constructor(place: Place, key: string) {
    this.#place = place;
    this.#key = key;
  }

  /** Undefined where the files are no clone. */
  static async on(place: Place): Promise<PassedBefore | undefined> {
    const key = await contentKey(place.root);
    return key === undefined ? undefined : new PassedBefore(place, key);
  }

  get #folder(): string {
    return join(cacheFolder(this.#place), 'passed');
  }

  #fileOf(command: readonly string[]): string {
    return join(
      this.#folder,
      createHash('sha256')
        .update(JSON.stringify([this.#key, command]))
        .digest('hex'),
    );
  }

  has(command: readonly string[]): Promise<boolean> {
    return access(this.#fileOf(command)).then(
      () => true,
      () => false,
    );
  }

  /** Unless a file has changed since: nobody knows then what the check has read. */
  async add(command: readonly string[]): Promise<void> {
    if ((await contentKey(this.#place.root)) !== this.#key) return;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.#fileOf(command), '');
  }
}
