import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError, UsageError } from '../errors.ts';
import { readBackup, writeBackup } from './folder.ts';
import { FILES, MANIFEST_FILE } from './manifest.ts';

const SAID = {
  format: 1,
  madeAt: '2026-11-28T18:00:00.000Z',
  engine: 'native',
  postgresMajor: 17,
  orders: { accepted: 3, confirmed: 2, rejected: 1, cancelled: 0 },
} as const;

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lab-backup-'));
  directory = join(parent, 'monday');
});
afterEach(() => rm(parent, { recursive: true }));

const write = (): Promise<unknown> =>
  writeBackup(directory, async (folder) => {
    for (const name of Object.values(FILES)) await writeFile(join(folder, name), `content of ${name}`);
    return SAID;
  });

describe('writing a backup', () => {
  it('gives the folder its name once it is complete, and only its owner may look inside', async () => {
    await writeBackup(directory, async (folder) => {
      for (const name of Object.values(FILES)) await writeFile(join(folder, name), '');
      expect(await readdir(parent)).not.toContain('monday');
      return SAID;
    });
    expect(await readdir(parent)).toEqual(['monday']);
    expect((await readBackup(directory)).orders).toEqual(SAID.orders);
  });

  it('leaves nothing behind where it fails', async () => {
    const failing = writeBackup(directory, () => Promise.reject(new EnvironmentError('no Postgres')));
    await expect(failing).rejects.toThrow('no Postgres');
    expect(await readdir(parent)).toEqual([]);
  });

  it('leaves nothing behind where a file is missing, and reports the environment', async () => {
    const failing = writeBackup(directory, () => Promise.resolve(SAID));
    await expect(failing).rejects.toThrow(EnvironmentError);
    expect(await readdir(parent)).toEqual([]);
  });

  it('never replaces what is there', async () => {
    await write();
    await expect(write()).rejects.toThrow(UsageError);
    await expect(write()).rejects.toThrow(`${directory} exists already`);
  });
});

describe('reading a backup', () => {
  beforeEach(write);
  const reading = (): Promise<unknown> => readBackup(directory);

  it.each(Object.values(FILES))('refuses one in which a byte of %s differs', async (name) => {
    const bytes = await readFile(join(directory, name));
    bytes[3] = (bytes[3] ?? 0) + 1;
    await writeFile(join(directory, name), bytes);
    await expect(reading()).rejects.toThrow(`damaged: the checksum of ${name} differs`);
  });

  it.each(Object.values(FILES))('refuses one in which %s is shorter, longer or missing', async (name) => {
    await appendFile(join(directory, name), 'x');
    await expect(reading()).rejects.toThrow(`${name} has `);
    await truncate(join(directory, name), 2);
    await expect(reading()).rejects.toThrow(`${name} has 2 bytes instead of `);
    await rm(join(directory, name));
    await expect(reading()).rejects.toThrow(`cannot read ${name} (ENOENT)`);
  });

  it('refuses a folder that is none', async () => {
    await rm(join(directory, MANIFEST_FILE));
    await expect(reading()).rejects.toThrow(UsageError);
    await writeFile(join(directory, MANIFEST_FILE), '{"format":');
    await expect(reading()).rejects.toThrow('is damaged: manifest.json');
  });

  it('refuses a format that it does not know', async () => {
    const manifest = JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8')) as object;
    await writeFile(join(directory, MANIFEST_FILE), JSON.stringify({ ...manifest, format: 2 }));
    await expect(reading()).rejects.toThrow('is damaged: manifest.json');
  });
});
