import { eventually } from '@lab/testing';
import { isAlive, readStat } from '../../tools/lab/src/process/stat.ts';
import { besideLab, engine, type Lab, UP_TIMEOUT_MS } from '../support/lab.ts';
import { within } from '../support/polling.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';
import { supervisorPids } from '../support/supervisor.ts';

// Compose's supervisor is Docker's daemon: not the lab's to crash.
const onNative = engine === 'native' ? describe : describe.skip;

onNative('after SIGKILL of the supervisor itself', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await besideLab();
  }, UP_TIMEOUT_MS);

  const killSupervisor = async (): Promise<number> => {
    const [pid, ...others] = await supervisorPids(lab.stateDir);
    if (pid === undefined) throw new Error('there is no supervisor to kill');
    expect(others).toEqual([]);
    process.kill(pid, 'SIGKILL');
    await eventually(
      'the supervisor is gone',
      async () => expect(await supervisorPids(lab.stateDir)).toEqual([]),
      within(10_000),
    );
    return pid;
  };
  const pids = async (): Promise<Record<string, number | null>> =>
    Object.fromEntries((await lab.status()).map(({ name, pid }) => [name, pid]));

  it('orders are still taken, and status still tells the truth', async () => {
    const before = await pids();
    await killSupervisor();
    const shop = new Shop(lab);
    const { status, body } = await shop.place({ customerId: 'c-1', lines: TWO_LAMPS });
    expect(status).toBe(202);
    expect((await shop.settled(body.id)).status).toBe('confirmed');
    expect(await pids()).toEqual(before);
    await lab.allReady();
  });

  it('up takes over what runs without restarting it, and mends crashes again', async () => {
    const before = await pids();
    await lab.up();
    expect(await pids()).toEqual(before);
    expect(await supervisorPids(lab.stateDir)).toHaveLength(1);
    await lab.ok(['kill', 'inventory']);
    await eventually(
      'inventory runs again',
      async () => {
        const services = await lab.readyNow();
        expect(services.find(({ name }) => name === 'inventory')?.pid).not.toBe(before['inventory']);
      },
      within(90_000),
    );
  });

  it(
    'down ends everything that was left, and up starts it again with its data',
    async () => {
      const { body } = await new Shop(lab).place({ customerId: 'c-2', lines: TWO_LAMPS });
      const before = await pids();
      await killSupervisor();
      await lab.ok(['down']);
      // At once. What only waits for process 1 to collect it has ended.
      const left = Object.entries(before).filter(([, pid]) => pid !== null && isAlive(readStat(pid)));
      expect(left).toEqual([]);
      await lab.up();
      expect((await new Shop(lab).settled(body.id)).status).toBe('confirmed');
    },
    UP_TIMEOUT_MS,
  );
});
