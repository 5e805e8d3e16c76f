import type { Engine } from '../engines/engine.ts';
import type { Fault } from './fault.ts';

type StopTarget = Pick<Engine, 'stop' | 'restart'> & {
  status(): Promise<readonly { name: string; state: string }[]>;
};

const DOWN = ['exited', 'absent'];

/** Stopped in order, as for maintenance: it drains, closes its connections, and nothing starts it again. */
export const stopped = (target: StopTarget, service: string): Fault => {
  const isDown = async (): Promise<boolean> => {
    const found = (await target.status()).find(({ name }) => name === service);
    return found !== undefined && DOWN.includes(found.state);
  };
  return {
    what: `${service} stopped`,
    begin: () => target.stop(service),
    isActive: isDown,
    end: async () => {
      if (await isDown()) await target.restart(service);
    },
  };
};
