import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@lab/testing';
import { type Service, startService } from './service';

const HANDOVER = join(__dirname, '../../../../compose/handover.sh');

/** The fixture under compose/handover.sh: SIGHUP starts its successor. */
export interface Running {
  /** While this file exists, a new process does not become ready. */
  readonly down: string;
  start(env?: NodeJS.ProcessEnv): Promise<Service>;
}

/** A new one for each test, ended after it. */
export const useHandover = (): Running => {
  let service: Service | undefined;
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'handover-'));
  });
  afterEach(async () => {
    if (service !== undefined) for (const pid of processesUnder(service)) process.kill(pid, 'SIGKILL');
    service = undefined;
    await rm(dir, { recursive: true });
  });
  return {
    get down() {
      return join(dir, 'down');
    },
    start: async (env = {}) => {
      const [port, management] = await freePorts(2);
      const listen = { LISTEN: `127.0.0.1:${port}`, MANAGEMENT_LISTEN: `127.0.0.1:${management}` };
      service = await startService({ ...listen, DOWN_WHERE: join(dir, 'down'), ...env }, ['sh', HANDOVER]);
      return service;
    },
  };
};

/** Of the service itself, without the shell. One that has ended and was not waited for yet does not count. */
export const processesUnder = ({ process: { pid = 0 } }: Service): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => isChild(name, pid))
    .map(Number);

const isChild = (name: string, parent: number): boolean => {
  try {
    const [state, ppid] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(ppid) === parent && state !== 'Z';
  } catch {
    return false; // gone meanwhile
  }
};

export const count = ({ logs }: Service, msg: string): number =>
  logs.filter((line) => line.msg === msg).length;
