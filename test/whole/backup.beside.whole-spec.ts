import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { besideLab, type Lab, UP_TIMEOUT_MS } from '../support/lab.ts';
import { Shop, TWO_LAMPS } from '../support/shop.ts';

let lab: Lab;
let shop: Shop;
let parent: string;

beforeAll(async () => {
  lab = await besideLab();
  shop = new Shop(lab);
  parent = await mkdtemp(join(tmpdir(), 'lab-whole-backup-'));
}, UP_TIMEOUT_MS);
afterAll(() => rm(parent, { recursive: true }));

const place = async (): Promise<string> => {
  const { body } = await shop.place({ customerId: 'c-backup', lines: TWO_LAMPS });
  return (await shop.settled(body.id)).id;
};

/** Orders one after the other, until they are told to end; all that were accepted. */
function keepOrdering(): { stop(): Promise<readonly string[]> } {
  const accepted: string[] = [];
  let isStopped = false;
  const order = async (): Promise<void> => {
    while (!isStopped) {
      const { status, body } = await shop.place({ customerId: 'c-backup', lines: TWO_LAMPS }, randomUUID());
      expect(status).toBe(202);
      accepted.push(body.id);
    }
  };
  const ordering = order();
  ordering.catch(() => undefined); // stop() tells
  return {
    stop: async () => {
      isStopped = true;
      await ordering;
      return accepted;
    },
  };
}

const pidOf = async (name: string): Promise<number | null | undefined> =>
  (await lab.allReady()).find((service) => service.name === name)?.pid;

describe('a backup of a running lab', () => {
  it('loses no order that arrives meanwhile, and restores exactly those from before', async () => {
    const before = await place();
    const folder = join(parent, 'backup');
    const clients = keepOrdering();
    await lab.ok(['backup', folder]);
    const during = await clients.stop();
    expect(during.length).toBeGreaterThan(0);
    const afterwards = await place();
    expect((await lab.run(['restore', folder])).code).toBe(3); // the lab has orders
    expect((await shop.send(`/orders/${afterwards}`)).status).toBe(200);
    const prober = await pidOf('prober');
    await lab.ok(['restore', folder, '--replace']);
    // It remembers orders that it placed after the backup, and would page for them.
    expect(await pidOf('prober')).not.toBe(prober);
    await lab.allReady();
    expect((await shop.send(`/orders/${before}`)).status).toBe(200);
    expect((await shop.send(`/orders/${afterwards}`)).status).toBe(404);
    expect((await lab.audit()).code).toBe(0);
    expect(await place()).toEqual(expect.any(String));
    expect((await lab.audit()).code).toBe(0);
  });
});
