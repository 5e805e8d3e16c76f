import { splitWords } from '../model/split-words.ts';
import { actionOf, type ActionTarget, textOf } from './calls.ts';
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
    worded: (text, forMs) => ({
      check: () => Promise.resolve(void done.push(`check ${text}`)),
      fault: {
        what: text,
        begin: () => Promise.resolve(void done.push(`begin ${text} for ${forMs}`)),
        isActive: () => Promise.resolve(true),
        end: () => Promise.resolve(void done.push(`end ${text}`)),
      },
    }),
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
    expect(() => actionOf(call('audit'))).toThrow(
      'audit is not a fault; available: kill, pause, restart, chaos do',
    );
  });

  it('in words is checked before it begins, and needs both services that it names', async () => {
    const words = ['latency', 'redis', '--from', 'inventory', '--ms', '200'];
    const action = actionOf({ verb: 'chaos do', args: words, options: { for: 20_000 } });
    expect(action).toMatchObject({ services: ['redis', 'inventory'], forMs: 20_000 });
    const { target, done } = labOf();
    await action.check?.(target);
    await during(action.fault(target), { activeWithinMs: 50 }, () => Promise.resolve());
    const text = words.join(' ');
    expect(done).toEqual([`check ${text}`, `begin ${text} for 20000`, `end ${text}`]);
  });

  it.each([[['environment', 'orders', 'POSTGRES_PASSWORD=it is "wrong"']], [["a'b", '', 'c\\d']]])(
    'keeps its words: %j',
    (words) => {
      expect(splitWords(textOf(words))).toEqual(words);
    },
  );
});
