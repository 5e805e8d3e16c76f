import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';
import { codeOf } from './errors.ts';

export interface Asset {
  readonly type: string;
  readonly body: string | Buffer;
}

/** The sources that run in the browser too. */
const SERVED = ['tools/analysis/src', 'tools/boards/src', 'tools/dash/src/page'];
const HIDDEN = /\.spec\.ts$|\/testing\//;

/** The client names the file: a path through a file, or a name too long for the disk, is its mistake and not ours. */
const NO_SUCH_FILE = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

export const PICTURE = 'image/svg+xml';
/** Not of the page, and still shown by it: by extension, the folder and what its files are. */
const DOCUMENTS: Readonly<Record<string, readonly [folder: string, type: string]>> = {
  '.svg': ['docs/images/blind-spots', PICTURE],
  '.md': ['docs/runbooks', 'text/plain; charset=utf-8'],
};

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** A file that the page loads, by its path in the repository or below `/vendor/`; undefined where there is none. */
export async function findAsset(root: string, path: string): Promise<Asset | undefined> {
  if (path === '/vendor/echarts.js') return { type: JAVASCRIPT, body: await readFile(echarts(root)) };
  const file = join(root, path);
  const document = DOCUMENTS[extname(file)];
  if (document) return findDocument(root, file, document);
  const isServed = SERVED.some((folder) => file.startsWith(join(root, folder) + sep));
  if (!isServed || HIDDEN.test(relative(root, file))) return undefined;
  if (file.endsWith('.css')) return read(file, 'text/css; charset=utf-8');
  if (!file.endsWith('.ts')) return undefined;
  const source = await read(file, JAVASCRIPT);
  // As Node itself runs them: types become blanks, so that lines and columns stay those of the source.
  return source && { ...source, body: stripTypeScriptTypes(source.body.toString()) };
}

const findDocument = async (
  root: string,
  file: string,
  [folder, type]: readonly [folder: string, type: string],
): Promise<Asset | undefined> => (dirname(file) === join(root, folder) ? read(file, type) : undefined);

async function read(file: string, type: string): Promise<Asset | undefined> {
  try {
    return { type, body: await readFile(file, 'utf8') };
  } catch (error) {
    if (NO_SUCH_FILE.has(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

const echarts = (root: string): string => {
  const { resolve } = createRequire(join(root, 'tools/dash/package.json'));
  return join(dirname(resolve('echarts/package.json')), 'dist/echarts.esm.min.js');
};
