import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const options = (onWait: (holder: string) => void) => ({ signal: new AbortController().signal, onWait });
const neverWaits = (holder: string): never => {
  throw new Error(`waited for ${holder}`);
};

describe('withLock', () => {
  it('lets one work at a time, and says whom the other waits for', async () => {
    const events: string[] = [];
    const path = join(folder, 'lock');
    const second = Promise.withResolvers<string>();
    let waiter: Promise<unknown> = Promise.resolve();
    await withLock(path, options(neverWaits), async () => {
      waiter = withLock(path, options(second.resolve), () => Promise.resolve(events.push('second')));
      await expect(second.promise).resolves.toBe(String(process.pid));
      events.push('first');
    });
    await waiter;
    expect(events).toEqual(['first', 'second']);
  });

  it('serves many that come at the same moment, one after the other', async () => {
    const path = join(folder, 'lock');
    let atOnce = 0;
    const work = async (): Promise<void> => {
      expect((atOnce += 1)).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, options(() => undefined), work)));
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  it('takes over from a process that is gone, also when its pid is in use again', async () => {
    const path = join(folder, 'lock');
    await writeFile(path, `${process.pid}@1`); // our pid, another start
    await expect(withLock(path, options(neverWaits), () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('lets go when the work fails, and leaves nothing behind', async () => {
    const failing = withLock(join(folder, 'lock'), options(neverWaits), () =>
      Promise.reject(new Error('broken')),
    );
    await expect(failing).rejects.toThrow('broken');
    await expect(readdir(folder)).resolves.toEqual([]);
  });
});
