import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import { diskFull } from './disk-full.ts';

describe('a full disk', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lab-disk-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const target = (folders: readonly string[]): Pick<Engine, 'inside'> =>
    ({ inside: { dataFolders: () => Promise.resolve(folders) } }) as unknown as Pick<Engine, 'inside'>;

  it("never fills the machine's own: neither when asked first, nor when begun", async () => {
    const fault = diskFull(target([folder]), 'postgres');
    for (const refused of [fault.check?.(), fault.begin(), fault.isActive()]) {
      await expect(refused).rejects.toThrow(EnvironmentError);
      await expect(refused).rejects.toThrow(`mount -t tmpfs -o size=256m tmpfs ${folder}`);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is undone where it never began', async () => {
    await expect(diskFull(target([folder]), 'postgres').end()).resolves.toBeUndefined();
  });

  it('needs a service that keeps data', async () => {
    await expect(diskFull(target([]), 'gateway').check?.()).rejects.toThrow('gateway keeps no data');
  });
});
