import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from '../../errors.ts';
import { addLayers, changeEnvironment } from '../layers.ts';
import { composeExec } from './docker.ts';

/** In Docker's place: notes what it is asked, and does what the container's program would do. */
const DOCKER = `#!/bin/sh
printf '%s\\n' "$@" > "$NOTES"
[ -z "$REFUSAL" ] || { echo "$REFUSAL" >&2; exit 1; }
[ -z "$HANGS" ] || exec sleep 60
exec cat
`;

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-exec-'));
  await writeFile(file('docker'), DOCKER);
  await chmod(file('docker'), 0o700);
});
afterEach(() => rm(folder, { recursive: true }));

const place = (more: Readonly<Record<string, string>> = {}, signal = new AbortController().signal) => ({
  root: folder,
  stateDir: folder,
  envFile: file('none'),
  env: { PATH: `${folder}:/usr/bin:/bin`, NOTES: file('notes'), ...more },
  signal,
});

describe('a program beside a container', () => {
  it('runs in it with files as its input and output, and ends there in time', async () => {
    await writeFile(file('in'), 'dump');
    const files = { input: file('in'), output: file('out') };
    await composeExec(place(), 'postgres', {
      command: ['pg_restore', '-d', 'x y'],
      timeoutMs: 4500,
      ...files,
    });
    expect(await readFile(file('out'), 'utf8')).toBe('dump');
    const words = (await readFile(file('notes'), 'utf8')).split('\n');
    const from = words.indexOf('exec');
    expect(words.slice(from, -1)).toEqual([
      'exec',
      '-T',
      'postgres',
      'timeout',
      '5',
      'pg_restore',
      '-d',
      'x y',
    ]);
  });

  it('is looked for in the lab with the layers that it has', async () => {
    addLayers(folder, ['network-faults']);
    changeEnvironment(folder, 'inventory', { REDIS_PASSWORD: 'a$b' });
    await writeFile(file('in'), '');
    await composeExec(place(), 'redis', { command: ['cat'], timeoutMs: 4500, input: file('in') });
    const words = (await readFile(file('notes'), 'utf8')).split('\n');
    const changes = file('layers.compose.json');
    expect(words.slice(1, 7)).toEqual(
      ['compose.yaml', file('compose/network-faults.yaml'), changes].flatMap((name) => ['-f', name]),
    );
    // As Compose's files have it, so that it does not look for a variable `b`.
    expect(JSON.parse(await readFile(changes, 'utf8'))).toEqual({
      services: { inventory: { environment: { REDIS_PASSWORD: 'a$$b' } } },
    });
  });

  it('rejects with what it said where it fails', async () => {
    const failing = composeExec(place({ REFUSAL: 'no such table' }), 'postgres', {
      command: ['pg_dump'],
      timeoutMs: 5000,
    });
    await expect(failing).rejects.toThrow(EnvironmentError);
    await expect(failing).rejects.toThrow('postgres: pg_dump: no such table');
  });

  it('ends with the command that asked for it', async () => {
    const asking = new AbortController();
    const running = composeExec(place({ HANGS: 'yes' }, asking.signal), 'oncall', {
      command: ['cat'],
      timeoutMs: 60_000,
    });
    asking.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
  });
});
