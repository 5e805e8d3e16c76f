import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { companionPath, expandFolder, findProgram } from './find.ts';
import type { Program } from './program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-find-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function executable(path: string, says: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, 0o755);
  return file;
}

const program = (overrides: Partial<Program>): Program => ({
  name: 'postgres',
  executables: ['postgres', 'initdb'],
  versions: { from: [14, 0, 0] },
  versionArguments: ['--version'],
  source: { kind: 'debian', packages: ['postgresql'], units: [] },
  without: 'nothing',
  isVital: true,
  ...overrides,
});
const place = (...path: string[]) => ({ root: folder, env: { PATH: path.join(':') } });

describe('findProgram', () => {
  it('takes the first on PATH that fits, and passes an old one over', async () => {
    await executable('old/postgres', 'postgres (PostgreSQL) 13.1');
    const fitting = await executable('new/postgres', 'postgres (PostgreSQL) 16.2');
    await expect(findProgram(program({}), place(join(folder, 'old'), join(folder, 'new')))).resolves.toEqual({
      kind: 'found',
      program: { name: 'postgres', path: fitting, version: '16.2.0', from: 'path' },
    });
  });

  it('tells an old one from none', async () => {
    const old = await executable('old/postgres', 'postgres (PostgreSQL) 13.1');
    await expect(findProgram(program({}), place(join(folder, 'old')))).resolves.toEqual({
      kind: 'unfit',
      path: old,
      version: '13.1.0',
    });
    await expect(findProgram(program({}), place('/nowhere'))).resolves.toEqual({ kind: 'absent' });
  });

  it('finds a companion beside the file that a link on PATH leads to', async () => {
    await executable('lib/16/bin/postgres', 'postgres (PostgreSQL) 16.2');
    const initdb = await executable('lib/16/bin/initdb', '');
    await mkdir(join(folder, 'bin'));
    await symlink(join(folder, 'lib/16/bin/postgres'), join(folder, 'bin/postgres'));
    const finding = await findProgram(program({}), place(join(folder, 'bin')));
    if (finding.kind !== 'found') throw new Error(finding.kind);
    await expect(companionPath(finding.program, 'initdb')).resolves.toBe(initdb);
  });
});

describe('expandFolder', () => {
  it('gives the highest version first, by number', async () => {
    for (const version of ['9', '15', '16'])
      await mkdir(join(folder, `pg/${version}/bin`), { recursive: true });
    const versions = (await expandFolder(join(folder, 'pg/*/bin'))).map((path) => path.split('/').at(-2));
    expect(versions).toEqual(['16', '15', '9']);
  });
});
