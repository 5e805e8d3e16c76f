import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../../errors.ts';
import { cacheFolder, type Place } from '../../../programs/machine.ts';
import { type Contents, readContents } from './contents.ts';
import { Inputs, type Reads } from './inputs.ts';

/** A suite or check: how it runs, and what it reads. */
export interface Work {
  readonly command: readonly string[];
  readonly reads: Reads;
}

/** How many tests passed. */
const Passed = z.object({ passed: z.number().int().positive() });
type Passed = z.infer<typeof Passed>;

/** A name for the content of some files, and for what reads them. */
function keyOf(contents: Contents, files: readonly string[]): string {
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}`);
  for (const file of files) {
    const content = contents.get(file) ?? Buffer.alloc(0);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Remembers outside the clone what passed on which content. Never remembers a failure. */
export class PassedBefore {
  readonly #place: Place;
  readonly #contents: Contents;
  readonly #inputs: Inputs;

  private constructor(place: Place, contents: Contents) {
    this.#place = place;
    this.#contents = contents;
    this.#inputs = new Inputs(contents);
  }

  /** As the files are now. Undefined where they are no clone: nothing is remembered then. */
  static async on(place: Place): Promise<PassedBefore | undefined> {
    const contents = await readContents(place.root);
    return contents === undefined ? undefined : new PassedBefore(place, contents);
  }

  get #folder(): string {
    return join(cacheFolder(this.#place), 'passed');
  }

  #fileOf({ command, reads }: Work): string {
    const key = [keyOf(this.#contents, this.#inputs.of(reads)), command];
    return join(this.#folder, createHash('sha256').update(JSON.stringify(key)).digest('hex'));
  }

  async get(work: Work): Promise<Passed | undefined> {
    try {
      return Passed.parse(JSON.parse(await readFile(this.#fileOf(work), 'utf8')));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Unless one of its files has changed since: nobody knows then which content it has read. */
  async add(work: Work, { passed }: Passed): Promise<void> {
    const now = await PassedBefore.on(this.#place);
    const file = this.#fileOf(work);
    if (now === undefined || now.#fileOf(work) !== file) return;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify({ passed }));
    await rename(`${file}.${process.pid}`, file); // whoever reads it never sees half of it
  }
}
