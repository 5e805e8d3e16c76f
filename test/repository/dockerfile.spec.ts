import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every manifest that npm compares with the lockfile: it refuses to install when one is not there. */
const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
const manifests = workspaces
  .map((pattern) => /^(\w+)\/\*$/.exec(pattern)?.[1] ?? '(a pattern other than folder/*)')
  .flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}/package.json`))
  .filter((path) => existsSync(join(ROOT, path)));

describe("the services' image is built with the manifest of every workspace", () => {
  it('which there are', () => expect(manifests.length).toBeGreaterThan(6));

  it('and the Dockerfile copies', () => {
    const copied = [...read('compose/service.Dockerfile').matchAll(/^COPY (\S+)\/package\.json (\S+)\/$/gm)];
    for (const [, from, to] of copied) expect(to).toBe(from);
    expect(copied.map(([, folder]) => `${folder ?? ''}/package.json`).sort()).toEqual(manifests.sort());
  });

  it('and .dockerignore lets through, by itself or by its folder', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const held = manifests.filter((path) => !allowed.some((each) => `${path}/`.startsWith(`${each}/`)));
    expect(held).toEqual([]);
  });
});
