import { actionOf, type ActionTarget } from './calls.ts';
import { during } from './fault.ts';

/** A lab of two services, and what was done to it. */
const labOf = () => {
  const done: string[] = [];
  const services = ['orders', 'redis'].map((name) => ({
    ...{ name, state: 'running', restarts: 0, startedAt: 'at first' },
  }));
  const act =
    (what: string, change: () => Partial<(typeof services)[number]>) =>
    (name: string): Promise<void> => {
      done.push(`${what} ${name}`);
      Object.assign(services.find((service) => service.name === name) ?? {}, change());
      return Promise.resolve();
    };
  const target: ActionTarget = {
    kill: act('kill', () => ({ restarts: 1 })),
    pause: act('pause', () => ({ state: 'paused' })),
    resume: act('resume', () => ({ state: 'running' })),
    restart: act('restart', () => ({ startedAt: 'later' })),
    status: () => Promise.resolve(services.map((service) => ({ ...service }))),
  };
  return { target, done };
};

const call = (verb: string, options = {}) => ({ verb, args: ['orders', 'redis'], options });

describe('an action of an experiment', () => {
  it.each([
    ['kill', {}, 0, ['kill orders', 'kill redis']],
    ['restart', {}, 0, ['restart orders', 'restart redis']],
    ['pause', { for: 30_000 }, 30_000, ['pause orders', 'pause redis', 'resume orders', 'resume redis']],
  ])('is done, proven and undone: %s', async (verb, options, forMs, expected) => {
    const action = actionOf(call(verb, options));
    expect(action).toMatchObject({ services: ['orders', 'redis'], forMs });
    const { target, done } = labOf();
    await during(action.fault(target), { activeWithinMs: 50 }, () => Promise.resolve());
    expect(done).toEqual(expected);
  });

  it('that restarts nothing is refused', async () => {
    const { target } = labOf();
    const deaf = { ...target, restart: () => Promise.resolve() };
    const work = during(actionOf(call('restart')).fault(deaf), { activeWithinMs: 50 }, () =>
      Promise.resolve(),
    );
    await expect(work).rejects.toThrow('orders restarted and redis restarted: not in effect within 50 ms');
  });

  it('that would not end by itself is refused', () => {
    expect(() => actionOf(call('pause'))).toThrow('pause needs --for');
  });

  it('that breaks nothing is refused, with what there is', () => {
    expect(() => actionOf(call('audit'))).toThrow('audit is not a fault; available: kill, pause, restart');
  });
});
