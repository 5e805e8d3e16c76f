// Bundles the built service in the working directory: dist/bundle.js is its start file, one instead of 3,000 (ADR 0026).
// What SWC compiled is bundled, not the TypeScript: Nest needs the decorators' metadata, which esbuild does not emit.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

const DIST = join(process.cwd(), 'dist');
const BUNDLE = join(DIST, 'bundle.js');

/** A package that a dependency would use if it were installed: the dependency expects that loading it fails. */
const optionalPackages = {
  name: 'optional packages',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, kind, resolveDir, importer }) => {
      if (pluginData === 'asked' || !importer.includes('/node_modules/')) return;
      const { errors, ...found } = await resolve(path, { kind, resolveDir, importer, pluginData: 'asked' });
      return errors.length > 0 ? { path, external: true } : found;
    });
  },
};

/** Migrations, Lua scripts and the catalogue lie beside the modules that read them, not beside the bundle. */
const ownFolders = {
  name: 'own folders',
  setup({ onLoad }) {
    onLoad({ filter: /\/dist\/.*\.js$/ }, async ({ path }) => {
      if (!path.startsWith(DIST)) return;
      const folder = `require('node:path').join(__bundle, ${JSON.stringify(relative(DIST, dirname(path)))})`;
      return {
        contents: (await readFile(path, 'utf8')).replaceAll(/\b__dirname\b/g, folder),
        loader: 'js',
        resolveDir: dirname(path),
      };
    });
  },
};

await build({
  entryPoints: [join(DIST, 'main.js')],
  outfile: BUNDLE,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  keepNames: true, // Nest names providers after their classes
  sourcemap: true,
  sourcesContent: false,
  define: { 'import.meta.url': '__url' },
  banner: { js: "const __bundle = __dirname, __url = require('node:url').pathToFileURL(__filename).href;" },
  tsconfigRaw: {}, // what is bundled is JavaScript
  plugins: [optionalPackages, ownFolders],
  logLevel: 'warning',
});

/**
 * One character that is no Latin-1 makes V8 keep two bytes of each: 15 MB more in every service. esbuild escapes those in code; a few
 * are left in comments.
 */
async function keepAscii() {
  const text = await readFile(BUNDLE, 'utf8');
  await writeFile(BUNDLE, text.replaceAll(/[\u0080-\uffff]/g, '?'));
}

await keepAscii();

/**
 * Leaves our own code in the source map: with the dependencies' 7 MB the first error of a process would hold it for half a
 * second. Where a dependency begins, a segment without a source ends what came before.
 */
async function keepOwnMap() {
  const map = JSON.parse(await readFile(`${BUNDLE}.map`, 'utf8'));
  const isOwn = map.sources.map((source) => !source.includes('/node_modules/'));
  let wasOwn = false;
  const mappings = decode(map.mappings).map((line) =>
    line.flatMap(([column, source, ...original]) => {
      const hadSource = wasOwn;
      wasOwn = source !== undefined && isOwn[source];
      if (wasOwn) return [[column, source, original[0], original[1]]];
      return hadSource ? [[column]] : [];
    }),
  );
  const sources = map.sources.map((source, index) => (isOwn[index] ? source : null));
  await writeFile(
    `${BUNDLE}.map`,
    JSON.stringify({ ...map, sources, names: [], mappings: encode(mappings) }),
  );
}

await keepOwnMap();
