import { EnvironmentError } from '../errors.ts';
import type { FaultTarget } from '../faults/service-faults.ts';
import { requireReady, withoutIntake } from './intake.ts';

const gatewayIn = (state: string) => {
  const done: string[] = [];
  const gateway = { name: 'gateway', state, restarts: 0 };
  const act = (what: string, next: string) => (name: string) => {
    done.push(`${what} ${name}`);
    gateway.state = next;
    return Promise.resolve();
  };
  const target: FaultTarget = {
    kill: () => Promise.reject(new Error('nobody is killed')),
    pause: act('pause', 'paused'),
    resume: act('resume', 'running'),
    status: () => Promise.resolve([{ ...gateway }]),
  };
  const work = () => Promise.resolve(gateway.state);
  return { target, done, work };
};
const { signal } = new AbortController();

describe('without intake', () => {
  it('pauses gateway while the work is done, and resumes it', async () => {
    const { target, done, work } = gatewayIn('running');
    expect(await withoutIntake(target, signal, work)).toBe('paused');
    expect(done).toEqual(['pause gateway', 'resume gateway']);
  });

  it('resumes it where the work fails', async () => {
    const { target, done } = gatewayIn('running');
    await expect(withoutIntake(target, signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(done).toEqual(['pause gateway', 'resume gateway']);
  });

  it.each(['paused', 'absent', 'exited'])('leaves a gateway alone that is %s', async (state) => {
    const { target, done, work } = gatewayIn(state);
    expect(await withoutIntake(target, signal, work)).toBe(state);
    expect(done).toEqual([]);
  });

  it('does nothing while gateway restarts: it would take orders in the middle of the work', async () => {
    const { target, work } = gatewayIn('restarting');
    await expect(withoutIntake(target, signal, work)).rejects.toThrow(EnvironmentError);
  });
});

describe('what a backup needs', () => {
  const service = (name: string, state: 'running' | 'exited', ready: boolean) => ({
    ...{ name, state, ready, pid: 1, startedAt: null, url: null, restarts: 0, fallback: null },
  });

  it('is named where it does not run, and nothing else is', () => {
    const status = [
      service('postgres', 'running', true),
      service('redis', 'exited', false),
      service('orders', 'running', false),
      service('loki', 'exited', false),
    ];
    expect(() => requireReady(status, ['postgres', 'redis', 'orders'])).toThrow(
      'not ready: redis (exited), orders (not ready). Start the lab with `lab up`',
    );
    expect(() => requireReady(status, ['postgres'])).not.toThrow();
  });
});
