import { EnvironmentError } from '../../errors.ts';
import { lateObserver, startObservers } from './observers.ts';

/** Compose on a host that refuses some: it gives up on all that it was asked for together with one of them. */
const compose = (refused: readonly string[]) => {
  const running = new Set<string>();
  const up = ([, , ...names]: readonly string[]): Promise<void> => {
    const bad = names.find((name) => refused.includes(name));
    if (bad !== undefined) return Promise.reject(new EnvironmentError(`${bad}: mount denied`));
    for (const name of names) running.add(name);
    return Promise.resolve();
  };
  const start = (names: readonly string[]) => startObservers(names, up);
  return { running, start };
};

it('starts all, and names none, on a host that takes them', async () => {
  const { running, start } = compose([]);
  await expect(start(['loki', 'cadvisor'])).resolves.toEqual([]);
  expect([...running]).toEqual(['loki', 'cadvisor']);
});

it('starts the others where the host refuses one, and says why that one does not run', async () => {
  const { running, start } = compose(['cadvisor']);
  await expect(start(['cadvisor', 'loki', 'grafana'])).resolves.toEqual([
    { name: 'cadvisor', reason: 'cadvisor: mount denied' },
  ]);
  expect([...running]).toEqual(['loki', 'grafana']);
});

it('goes no further when it is interrupted', async () => {
  const interrupted = new Error('aborted');
  const up = (): Promise<void> => Promise.reject(interrupted);
  await expect(startObservers(['loki'], up)).rejects.toBe(interrupted);
});

it('says where to read why a service that started does not get ready', () => {
  expect(lateObserver({ name: 'postgres-exporter', state: 'restarting' })).toEqual({
    name: 'postgres-exporter',
    reason: 'not ready (restarting); run `lab logs postgres-exporter` to see why',
  });
});
