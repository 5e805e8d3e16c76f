import { posix } from 'node:path';
import type { Contents } from './contents.ts';

/** What a suite or check reads of the repository. */
export interface Reads {
  /** These projects, and whatever they refer to. The whole repository if absent. */
  readonly projects?: readonly string[];
  /** Source code only, as a compiler does. */
  readonly onlyCode?: true;
}

const CODE = /\.(?:[cm]?[jt]sx?|json)$/;
const PROJECT = /^(?:(?:libs|services|tools|bench)\/[^/]+|test|load)(?=\/|$)/;
/** Everybody reads these: configuration in the root, and the code that starts the suites. */
const SHARED = /^[^/]+(?<!\.md)$|^tools\/lab\/src\/verbs\/test\//;
/** A path that leads upwards: of an import, of `join(__dirname, …)`, of a script in package.json. */
const UPWARDS = /(?<![\w.])(?:\.\.\/)+[\w./@-]*|(?<=['"`])\.\.(?=['"`])/g;
/** A path in pieces could lead anywhere. */
const IN_PIECES = /['"`]\.\.['"`],\s*['"`]\.\./;
const PACKAGE = /@lab\/[a-z-]+/g;
const ROOT = '.';

const isIn = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);
const projectOf = (path: string): string | undefined => PROJECT.exec(path)?.[0];

/** The folder of each package of ours, by its name. */
const packagesIn = (contents: Contents): ReadonlyMap<string, string> =>
  new Map(
    [...contents]
      .filter(([file]) => file === `${projectOf(file) ?? ''}/package.json`)
      .map(([file, text]) => [/"name": "([^"]+)"/.exec(text.toString())?.[1] ?? '', posix.dirname(file)]),
  );

/**
 * Finds what a project can read by what its files name: packages of ours, and paths that lead out of it. A project that names the
 * repository's root reads everything. No list that a person would have to keep.
 */
export class Inputs {
  readonly #contents: Contents;
  readonly #packages: ReadonlyMap<string, string>;
  readonly #named = new Map<string, readonly string[]>();

  constructor(contents: Contents) {
    this.#contents = contents;
    this.#packages = packagesIn(contents);
  }

  /** The files that what reads so may depend on, in order. */
  of({ projects = [ROOT], onlyCode }: Reads): readonly string[] {
    const files = [...this.#contents.keys()].filter((file) => onlyCode !== true || CODE.test(file));
    const places = this.#placesFrom(projects.map((path) => projectOf(path) ?? path));
    if (places.has(ROOT)) return files;
    return files.filter((file) => SHARED.test(file) || [...places].some((place) => isIn(file, place)));
  }

  #placesFrom(starts: readonly string[]): ReadonlySet<string> {
    const places = new Set(starts);
    // A set yields what is added to it meanwhile.
    for (const place of places)
      for (const file of this.#contents.keys())
        if (isIn(file, place)) for (const named of this.#namedIn(file)) places.add(named);
    return places;
  }

  /** Projects, files and folders that a file of a project names; data names nothing. */
  #namedIn(file: string): readonly string[] {
    const known = this.#named.get(file);
    if (known !== undefined) return known;
    const project = projectOf(file);
    const named = project === undefined || file.endsWith('.md') ? [] : this.#readNames(file, project);
    this.#named.set(file, named);
    return named;
  }

  #readNames(file: string, project: string): readonly string[] {
    const text = (this.#contents.get(file) ?? '').toString();
    if (IN_PIECES.test(text)) return [ROOT];
    const paths = (text.match(UPWARDS) ?? [])
      .map((path) => posix.join(posix.dirname(file), path).replace(/\/$/, ''))
      .filter((path) => !isIn(path, project))
      .map((path) => (path.startsWith('..') ? ROOT : (projectOf(path) ?? path)));
    const packages = (text.match(PACKAGE) ?? []).flatMap((name) => this.#packages.get(name) ?? []);
    return [...new Set([...paths, ...packages])];
  }
}
