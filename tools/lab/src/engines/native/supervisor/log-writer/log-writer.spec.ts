import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePipe, pipeOf } from '../pipes.ts';
import { LogWriter } from './log-writer.ts';

let stateDir: string;
let services: number[];
let writer: LogWriter;
const notes: string[] = [];

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lab-writer-'));
  [services, notes.length] = [[], 0];
});
afterEach(() => {
  writer.close();
  services.forEach((fd) => closeSync(fd));
  rmSync(stateDir, { recursive: true });
});

const open = (): LogWriter => (writer = new LogWriter(stateDir, (line) => notes.push(line)));
const logOf = (name: string): string => readFileSync(join(stateDir, 'logs', `${name}.log`), 'utf8');
async function service(name: string): Promise<(text: string) => void> {
  await makePipe(pipeOf(stateDir, name));
  const fd = openSync(pipeOf(stateDir, name), 'r+');
  services.push(fd);
  return (text) => void writeSync(fd, text);
}
const wanted = (): boolean => true;

describe('LogWriter', () => {
  it('finds the pipes of services that run, and has all of them in their logs before it ends', async () => {
    const [web, store] = [await service('web'), await service('store')];
    open();
    web('last words\n');
    store('of both\n');
    await writer.finish();
    expect([logOf('web'), logOf('store')]).toEqual(['last words\n', 'of both\n']);
  });

  it('has in the log what a service has written when it answers, half a line too', async () => {
    const write = await service('web');
    open();
    write('one\ntw');
    await writer.handle({ do: 'drain', name: 'web' }, wanted);
    expect(logOf('web')).toBe('one\ntw');
  });

  it('begins the log of a process with a line of its own, also in a pipe that it has not seen yet', async () => {
    open();
    const write = await service('web');
    write('half');
    await writer.handle({ do: 'begin', name: 'web' }, wanted);
    write('whole\n');
    await writer.finish();
    expect(logOf('web')).toBe('half\nwhole\n');
  });

  it('takes what is left in a pipe that was removed, and then the one in its place', async () => {
    const before = await service('web');
    open();
    rmSync(pipeOf(stateDir, 'web'));
    const after = await service('web');
    before('before\n');
    await writer.handle({ do: 'begin', name: 'web' }, wanted);
    after('after\n');
    await writer.finish();
    expect(logOf('web')).toBe('before\nafter\n');
  });

  it('ends no line for somebody who waits no more: the process has been started meanwhile', async () => {
    const write = await service('web');
    open();
    write('half');
    await writer.handle({ do: 'begin', name: 'web' }, () => false);
    write(' and half\n');
    await writer.finish();
    expect(logOf('web')).toBe('half and half\n');
  });

  it('ends although the disk stays full, and says whose log that cuts short', async () => {
    const [web, store] = [await service('web'), await service('store')];
    open();
    mkdirSync(join(stateDir, 'logs'));
    store('fits\n');
    web('fits not\n');
    symlinkSync('/dev/full', join(stateDir, 'logs', 'web.log'));
    await writer.finish();
    expect(logOf('store')).toBe('fits\n');
    expect(notes.at(-1)).toBe('web: the end of its log is lost');
  });
});
