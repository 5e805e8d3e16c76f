import type { ReportEvent } from '@lab/contracts';
import { EnvironmentError } from '../errors.ts';
import type { ServiceStatus } from '../engines/engine.ts';
import { requireReady, withoutIntake } from './intake.ts';

type State = ServiceStatus['state'];

const service = (name: string, state: State, ready: boolean): ServiceStatus => ({
  ...{ name, state, ready, pid: 1, startedAt: null, url: null, restarts: 0, fallback: null },
});

/** Its health is seen late, as Docker's: not in the first look after it was resumed. */
const gatewayIn = (state: State) => {
  const done: string[] = [];
  let now = state;
  let looks = 0;
  const act = (what: string, next: State) => (name: string) => {
    done.push(`${what} ${name}`);
    [now, looks] = [next, 0];
    return Promise.resolve();
  };
  const target = {
    kill: () => Promise.reject(new Error('nobody is killed')),
    pause: act('pause', 'paused'),
    resume: act('resume', 'running'),
    status: () => {
      const isReady = now === 'running' && looks++ > 0;
      if (isReady && done.includes('resume gateway')) done.push('ready');
      return Promise.resolve([service('gateway', now, isReady)]);
    },
  };
  const work = () => Promise.resolve(now);
  const reported: string[] = [];
  const events = { report: ({ text }: ReportEvent) => reported.push(text) };
  return { lab: { undoing: target, signal: new AbortController().signal, events }, done, reported, work };
};

describe('without intake', () => {
  it('pauses gateway while the work is done, and ends when it is ready again', async () => {
    const { lab, done, reported, work } = gatewayIn('running');
    expect(await withoutIntake(lab, work)).toBe('paused');
    expect(done).toEqual(['pause gateway', 'resume gateway', 'ready']);
    expect(reported).toEqual(['lab backup: gateway frozen', 'lab backup: no longer gateway frozen']);
  });

  it('resumes it where the work fails', async () => {
    const { lab, done } = gatewayIn('running');
    await expect(withoutIntake(lab, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(done).toEqual(['pause gateway', 'resume gateway']);
  });

  it.each(['paused', 'absent', 'exited'] as const)('leaves a gateway alone that is %s', async (state) => {
    const { lab, done, work } = gatewayIn(state);
    expect(await withoutIntake(lab, work)).toBe(state);
    expect(done).toEqual([]);
  });

  it('does nothing while gateway restarts: it would take orders in the middle of the work', async () => {
    const { lab, work } = gatewayIn('restarting');
    await expect(withoutIntake(lab, work)).rejects.toThrow(EnvironmentError);
  });
});

describe('what a backup needs', () => {
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
