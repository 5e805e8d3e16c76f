import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Container {
  readonly build?: unknown;
  readonly user?: string;
  readonly volumes?: readonly string[];
}

const LAYERS = ['data', 'services', 'telemetry', 'exporters'].map((name) => `compose/${name}.yaml`);
const containers = LAYERS.flatMap((file) => {
  const { services } = parse(read(file), { merge: true }) as { services: Record<string, Container> };
  return Object.entries(services);
});

/** The containers that the table names in a row whose cell in that column is filled. */
const told = (column: number): string[] =>
  (read('SECURITY.md').split('\n## Containers that see more\n')[1] ?? '')
    .replace(/\n## [^]*/, '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells[column] !== '')
    .map((cells) => (cells[1] ?? '').replaceAll('`', ''));

const ROOT_COLUMN = 2;
const MOUNTS_COLUMN = 3;

it('SECURITY.md names every container that runs as root, and no other', () => {
  const isRoot = ([, { user, build }]: (typeof containers)[number]): boolean =>
    user === undefined ? build === undefined : /^(0|root)(:|$)/.test(user); // ours says so in its Dockerfile
  expect(read('compose/service.Dockerfile')).toMatch(/^USER (?!0|root)/m);
  expect(told(ROOT_COLUMN).sort()).toEqual(
    containers
      .filter(isRoot)
      .map(([name]) => name)
      .sort(),
  );
});

it('SECURITY.md names every container that sees files of the host beside this repository, and which', () => {
  // A source that begins so is a place of the machine: `/…`, or a variable with such a default.
  const ofHost = ({ volumes = [] }: Container): string[] =>
    volumes
      .map((volume) => /^(\/[^:]*)|^\$\{\w+:-(\/[^}]*)\}/.exec(volume)?.slice(1).join('') ?? '')
      .filter(Boolean);
  const seeing = containers.filter(([, container]) => ofHost(container).length > 0);
  expect(told(MOUNTS_COLUMN).sort()).toEqual(seeing.map(([name]) => name).sort());
  for (const path of seeing.flatMap(([, container]) => ofHost(container)))
    expect(read('SECURITY.md')).toContain(`\`${path}\``);
});
