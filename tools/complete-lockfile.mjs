// Names in package-lock.json the optional packages of other platforms than the one that it was written on.
//
// A registry that does not carry the packages of other platforms (or an npm that saw only its own) leaves them out of the
// lockfile, and `npm ci` then refuses to work anywhere: "Missing: @swc/core-darwin-arm64@ from lock file". Their version is
// pinned all the same, by the package that wants them; only their checksum cannot be known here. `--check` changes nothing.
//
//   node tools/complete-lockfile.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** What npm would read in the package's own manifest, told from its name, so that no other platform asks for it. */
const platformOf = (name) => {
  const words = name.split(/[-/]/);
  const pick = (known) => words.filter((word) => known.includes(word));
  const [os, cpu] = [pick(OS), pick(CPU)];
  const libc = words.includes('musl')
    ? ['musl']
    : words.includes('gnu') && os.includes('linux')
      ? ['glibc']
      : [];
  return Object.fromEntries(Object.entries({ os, cpu, libc }).filter(([, values]) => values.length > 0));
};

/** Where npm would look for a dependency of the package at `path`, the nearest folder first. */
const placesFor = (path, name) => {
  const places = [];
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    places.push(at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`);
    if (!at.includes('node_modules/')) break;
  }
  return [...places, `node_modules/${name}`];
};

const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (placesFor(path, name).some((place) => place in lock.packages)) continue;
    const platform = platformOf(name);
    if (platform.os === undefined && platform.cpu === undefined) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform, optional: true };
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0 && process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks packages of other platforms, so "npm ci" fails; run: node tools/complete-lockfile.mjs`,
  );
  console.error(added.map((name) => `  ${name}`).join('\n'));
  process.exitCode = 1;
} else if (added.length > 0) {
  const byPath = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(byPath) }, null, 2)}\n`);
  console.log(`added ${added.length}: ${added.join(' ')}`);
}
