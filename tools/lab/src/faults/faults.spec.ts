import { during } from './fault.ts';
import { crashed, type FaultTarget, frozen } from './service-faults.ts';

/** A lab of one service; `deaf` ignores what is done to it. */
const labOf = (deaf = false) => {
  const done: string[] = [];
  const service = { name: 'orders', state: 'running', restarts: 3 };
  const act =
    (what: string, change: Partial<typeof service>) =>
    (name: string): Promise<void> => {
      done.push(`${what} ${name}`);
      if (!deaf) Object.assign(service, change);
      return Promise.resolve();
    };
  const target: FaultTarget = {
    kill: act('kill', { restarts: 4 }),
    pause: act('pause', { state: 'paused' }),
    resume: act('resume', { state: 'running' }),
    status: () => Promise.resolve([{ ...service }]),
  };
  return { target, done };
};

const LIMITS = { activeWithinMs: 50 };

describe('a fault', () => {
  it('is in effect while the work is done, and undone afterwards', async () => {
    const { target, done } = labOf();
    const fault = frozen(target, 'orders');
    expect(await fault.isActive()).toBe(false);
    expect(await during(fault, LIMITS, () => fault.isActive())).toBe(true);
    expect(done).toEqual(['pause orders', 'resume orders']);
    expect(await fault.isActive()).toBe(false);
  });

  it('is undone when the work fails', async () => {
    const { target, done } = labOf();
    const failing = during(frozen(target, 'orders'), LIMITS, () => Promise.reject(new Error('work failed')));
    await expect(failing).rejects.toThrow('work failed');
    expect(done).toEqual(['pause orders', 'resume orders']);
  });

  it.each([
    ['orders frozen', frozen],
    ['orders crashed', crashed],
  ])('is refused where it has no effect: %s', async (what, make) => {
    const work = jest.fn();
    const refused = during(make(labOf(true).target, 'orders'), LIMITS, work);
    await expect(refused).rejects.toThrow(`${what}: not in effect within 50 ms`);
    expect(work).not.toHaveBeenCalled();
  });

  it('of a service that does not exist is refused', async () => {
    const refused = during(crashed(labOf().target, 'order'), LIMITS, () => Promise.resolve());
    await expect(refused).rejects.toThrow('this lab has no service order');
  });

  it('that is a crash is proven by the restart, and needs no undoing', async () => {
    const { target, done } = labOf();
    await during(crashed(target, 'orders'), LIMITS, () => Promise.resolve());
    expect(done).toEqual(['kill orders']);
  });
});
