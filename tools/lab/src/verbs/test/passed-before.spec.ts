import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassedBefore } from './passed-before.ts';

const LINT = ['node', 'eslint'] as const;

describe('a check that passed', () => {
  let folder: string;
  const place = (clone: string) => ({
    root: join(folder, clone),
    env: { XDG_CACHE_HOME: join(folder, 'cache') },
  });
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const clone = (name: string): void => {
    mkdirSync(join(folder, name));
    execFileSync('git', ['init', '-q', join(folder, name)]);
    write(`${name}/.gitignore`, 'dist\n');
    write(`${name}/a.ts`, 'a');
  };
  const remembers = async (name: string, command: readonly string[] = LINT): Promise<boolean | undefined> =>
    (await PassedBefore.on(place(name)))?.has(command);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lab-passed-'));
    clone('one');
    await (await PassedBefore.on(place('one')))?.add(LINT);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is remembered for the same files, also in another clone', async () => {
    clone('two');
    expect([await remembers('one'), await remembers('two')]).toEqual([true, true]);
  });

  it('is not another check', async () => {
    expect(await remembers('one', ['node', 'tsc'])).toBe(false);
  });

  it.each([
    ['changed', 'one/a.ts', 'b'],
    ['added', 'one/b.ts', ''],
  ])('runs again when a file is %s', async (_, file, text) => {
    write(file, text);
    expect(await remembers('one')).toBe(false);
  });

  it('runs again when a file is moved or gone', async () => {
    rmSync(join(folder, 'one/a.ts'));
    expect(await remembers('one')).toBe(false);
    write('one/b.ts', 'a');
    expect(await remembers('one')).toBe(false);
  });

  it('is not remembered when a file changes while it runs', async () => {
    write('one/a.ts', 'b');
    const passed = await PassedBefore.on(place('one'));
    write('one/a.ts', 'c');
    await passed?.add(LINT);
    write('one/a.ts', 'b');
    expect(await remembers('one')).toBe(false);
  });

  it('does not depend on what git ignores', async () => {
    write('one/dist', 'built');
    expect(await remembers('one')).toBe(true);
  });

  it('is not remembered outside a clone', async () => {
    mkdirSync(join(folder, 'none'));
    expect(await PassedBefore.on(place('none'))).toBeUndefined();
  });
});
