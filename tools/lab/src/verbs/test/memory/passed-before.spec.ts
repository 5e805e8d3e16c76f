import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassedBefore, type Work } from './passed-before.ts';

const LINT: Work = { command: ['node', 'eslint'], reads: {} };
/** A project that depends on a package, which depends on another. */
const UNIT: Work = { command: ['jest'], reads: { projects: ['services/orders'] } };

describe('what passed', () => {
  let folder: string;
  const place = (clone: string) => ({
    root: join(folder, clone),
    env: { XDG_CACHE_HOME: join(folder, 'cache') },
  });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const clone = (name: string): void => {
    mkdirSync(join(folder, name));
    execFileSync('git', ['init', '-q', join(folder, name)]);
    write(`${name}/.gitignore`, 'dist\n');
    write(`${name}/package-lock.json`, '{}');
    write(`${name}/docs/a.md`, 'a');
    write(`${name}/libs/contracts/package.json`, '{ "name": "@lab/contracts" }');
    write(`${name}/libs/contracts/a.ts`, 'a');
    write(`${name}/libs/messaging/package.json`, '{ "name": "@lab/messaging" }');
    write(`${name}/libs/messaging/a.ts`, `import '@lab/contracts';`);
    write(`${name}/services/orders/a.ts`, `import '@lab/messaging';`);
  };
  const passed = async (name: string, work: Work): Promise<number | undefined> =>
    (await (await PassedBefore.on(place(name)))?.get(work))?.passed;
  const remember = async (name: string, work: Work): Promise<void> =>
    (await PassedBefore.on(place(name)))?.add(work, { passed: 7 });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lab-passed-'));
    clone('one');
    await remember('one', LINT);
    await remember('one', UNIT);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is remembered for the same content, with its number of tests, also in another clone', async () => {
    clone('two');
    expect([await passed('one', LINT), await passed('two', LINT), await passed('two', UNIT)]).toEqual([
      7, 7, 7,
    ]);
  });

  it('is not remembered of another command', async () => {
    expect(await passed('one', { ...LINT, command: ['node', 'tsc'] })).toBeUndefined();
  });

  it.each([
    ['changed', 'one/docs/a.md', 'b'],
    ['added', 'one/docs/b.md', ''],
  ])('is forgotten where any file is %s, if it reads all', async (_, file, text) => {
    write(file, text);
    expect(await passed('one', LINT)).toBeUndefined();
    expect(await passed('one', UNIT)).toBe(7);
  });

  it.each([
    ['a file of the project changes', 'one/services/orders/a.ts'],
    ['a file is added to it', 'one/services/orders/b.ts'],
    ['a package changes that it depends on', 'one/libs/messaging/a.ts'],
    ['a package changes that its package depends on', 'one/libs/contracts/a.ts'],
    ['the lockfile changes', 'one/package-lock.json'],
    ['configuration is added to the root', 'one/jest.preset.cjs'],
  ])('is forgotten where %s', async (_, file) => {
    write(file, `import '@lab/messaging'; // changed`);
    expect(await passed('one', UNIT)).toBeUndefined();
  });

  it('is forgotten when a file is moved or gone', async () => {
    rmSync(join(folder, 'one/docs/a.md'));
    expect(await passed('one', LINT)).toBeUndefined();
    write('one/docs/b.md', 'a');
    expect(await passed('one', LINT)).toBeUndefined();
  });

  it('is not remembered when one of its files changes while it runs', async () => {
    write('one/docs/a.md', 'b');
    const before = await PassedBefore.on(place('one'));
    write('one/docs/a.md', 'c');
    await before?.add(LINT, { passed: 7 });
    write('one/docs/a.md', 'b');
    expect(await passed('one', LINT)).toBeUndefined();
  });

  it('does not depend on what git ignores', async () => {
    write('one/dist', 'built');
    expect(await passed('one', LINT)).toBe(7);
  });

  it('is not remembered outside a clone', async () => {
    mkdirSync(join(folder, 'none'));
    expect(await PassedBefore.on(place('none'))).toBeUndefined();
  });
});
