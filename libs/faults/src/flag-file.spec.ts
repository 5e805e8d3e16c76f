import { pbkdf2 } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagRevision } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { faultOf, onFault } from './active-faults';
import { FlagFile } from './flag-file';

const flags = (name: string, metadata?: object) =>
  JSON.stringify({
    flags: { [name]: { state: 'ENABLED', variants: { on: 4 }, defaultVariant: 'on' } },
    metadata,
  });

describe('the flag file of a process', () => {
  let folder: string;
  let file: string;
  let watched: FlagFile;
  const replace = (text: string): void => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const isInForce = (text: string) =>
    eventually('the file is in force', () =>
      expect(watched.status).toEqual({ revision: flagRevision(text) }),
    );

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-flags-'));
    file = join(folder, 'flags.json');
    watched = new FlagFile(file);
  });
  afterEach(async () => {
    replace('{"flags":{}}');
    await isInForce('{"flags":{}}');
    await watched.beforeApplicationShutdown();
    rmSync(folder, { recursive: true });
  });

  it('need not exist, and is obeyed once it does, each time it is replaced, and when it is gone', async () => {
    watched.onApplicationBootstrap();
    await isInForce('');
    replace(flags('missing-index'));
    await isInForce(flags('missing-index'));
    expect(faultOf('missing-index')?.amount).toBe(4);
    replace(flags('n-plus-one'));
    await isInForce(flags('n-plus-one'));
    expect([faultOf('missing-index'), faultOf('n-plus-one')?.amount]).toEqual([undefined, 4]);
    rmSync(file);
    await isInForce('');
    expect(faultOf('n-plus-one')).toBeUndefined();
  });

  it('is in force when the process has started with it', async () => {
    replace(flags('missing-index'));
    watched.onApplicationBootstrap();
    await isInForce(flags('missing-index'));
  });

  it('that is wrong says so, and leaves what was in force', async () => {
    replace(flags('missing-index'));
    watched.onApplicationBootstrap();
    await isInForce(flags('missing-index'));
    replace(flags('missing-indx'));
    await eventually('an error', () => expect(watched.status.error).toContain('unknown flag "missing-indx"'));
    expect(watched.status.revision).toBe(flagRevision(flags('missing-index')));
    expect(faultOf('missing-index')).toBeDefined();
  });

  it('is in force only when everything is done that it asks for', async () => {
    let isAway = true;
    onFault('prefetch-one', (fault) => {
      if (fault && isAway) throw new Error('RabbitMQ is away');
    });
    replace(flags('prefetch-one'));
    watched.onApplicationBootstrap();
    await eventually('an error', () =>
      expect(watched.status).toEqual({ revision: flagRevision(''), error: 'Error: RabbitMQ is away' }),
    );
    isAway = false;
    await isInForce(flags('prefetch-one'));
  });

  it("is in force although work fills Node's thread pool, as a fault may", async () => {
    watched.onApplicationBootstrap();
    await isInForce('');
    let finished = 0;
    const derive = (resolve: () => void): void => {
      pbkdf2('x', 'y', 50_000, 32, 'sha512', () => {
        finished += 1;
        resolve();
      });
    };
    const all = Promise.all(Array.from({ length: 24 }, () => new Promise<void>(derive)));
    replace(flags('missing-index'));
    await isInForce(flags('missing-index'));
    // Four threads: behind all others in their queue, it would be at least the 21st.
    expect(finished).toBeLessThan(20);
    await all;
  });

  it('ends by itself at its time', async () => {
    const text = flags('missing-index', { until: new Date(Date.now() + 1_000).toISOString() });
    replace(text);
    watched.onApplicationBootstrap();
    await isInForce(text);
    await eventually('it has ended', () => expect(faultOf('missing-index')).toBeUndefined());
    expect(watched.status.revision).toBe(flagRevision(text));
  });
});

it('a process without a flag file has no flags, and says so', () => {
  const none = new FlagFile(undefined);
  none.onApplicationBootstrap();
  expect(none.status).toEqual({ revision: flagRevision('') });
});
