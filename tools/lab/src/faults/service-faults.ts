import type { Engine } from '../engines/engine.ts';
import type { Fault } from './fault.ts';

/** As much of an engine as these faults need. */
export type FaultTarget = Pick<Engine, 'kill' | 'pause' | 'resume'> & {
  status(): Promise<readonly { name: string; state: string; restarts: number }[]>;
};

const statusOf = async (target: FaultTarget, name: string) => {
  const found = (await target.status()).find((service) => service.name === name);
  if (found === undefined) throw new Error(`this lab has no service ${name}`);
  return found;
};

/** Stopped by SIGSTOP: the service neither answers nor closes its connections, as on a machine that hangs. */
export const frozen = (target: FaultTarget, service: string): Fault => ({
  what: `${service} frozen`,
  begin: () => target.pause(service),
  isActive: async () => (await statusOf(target, service)).state === 'paused',
  end: async () => {
    if ((await statusOf(target, service)).state === 'paused') await target.resume(service);
  },
});

/** A crash by SIGKILL. In effect once the restart policy has seen it; the same policy undoes it. */
export const crashed = (target: FaultTarget, service: string): Fault => {
  let restartsBefore = Number.NaN;
  return {
    what: `${service} crashed`,
    begin: async () => {
      restartsBefore = (await statusOf(target, service)).restarts;
      await target.kill(service);
    },
    isActive: async () => {
      const { state, restarts } = await statusOf(target, service);
      return state !== 'running' || restarts > restartsBefore;
    },
    end: () => Promise.resolve(),
  };
};

/** As much of an engine as a restart needs. */
export type RestartTarget = Pick<Engine, 'restart'> & {
  status(): Promise<readonly { name: string; startedAt: string | null }[]>;
};

/** Stopped in order and started again. In effect once another process runs; nothing is left to undo. */
export const restarted = (target: RestartTarget, service: string): Fault => {
  const startOf = async (): Promise<string | null | undefined> =>
    (await target.status()).find(({ name }) => name === service)?.startedAt;
  let before: string | null | undefined;
  return {
    what: `${service} restarted`,
    begin: async () => {
      before = await startOf();
      await target.restart(service);
    },
    isActive: async () => {
      const now = await startOf();
      return now != null && now !== before;
    },
    end: () => Promise.resolve(),
  };
};
