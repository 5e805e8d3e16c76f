import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, READY_LIMIT_MS, UP_TIMEOUT_MS, VERB_LIMIT_MS, wholeLab } from '../support/lab.ts';
import { type Answer, type Order, Shop, TWO_LAMPS } from '../support/shop.ts';

const SERVICES = ['gateway', 'orders', 'inventory'];
const PER_SECOND = 20;

let lab: Lab;
let dir: string;
beforeAll(async () => {
  lab = await wholeLab();
  dir = await mkdtemp(join(tmpdir(), 'restart-'));
}, UP_TIMEOUT_MS);
afterAll(() => rm(dir, { recursive: true }));

/** Places orders at a steady rate, none of them twice, for as long as the work takes. */
const placeDuring = async (shop: Shop, work: () => Promise<unknown>): Promise<readonly Answer<Order>[]> => {
  const answers: Promise<Answer<Order>>[] = [];
  const over = new AbortController();
  const worked = work().finally(() => over.abort());
  for (let at = Date.now(); !over.signal.aborted; at += 1000 / PER_SECOND) {
    answers.push(shop.place({ customerId: 'c-1', lines: TWO_LAMPS }));
    await sleep(Math.max(0, at - Date.now()));
  }
  await worked;
  return Promise.all(answers);
};

describe('lab restart', () => {
  it(
    'fails no request, all three services one after the other, and loses no order',
    async () => {
      await lab.allReady();
      const answers = await placeDuring(new Shop(lab), async () => {
        await sleep(2000); // clients have connections by then
        await lab.ok(['restart', ...SERVICES]);
      });
      const refused = answers.filter(({ status }) => status !== 202);
      expect(refused.map(({ status, body }) => ({ status, body }))).toEqual([]);
      expect(answers.length).toBeGreaterThan(100);

      const accepted = join(dir, 'accepted.txt');
      await writeFile(accepted, answers.map(({ body }) => `${body.id}\n`).join(''));
      const { verdict } = await lab.audit(['--accepted', accepted]);
      expect(verdict).toMatchObject({ held: true, violations: [], inFlight: 0 });
    },
    READY_LIMIT_MS + 2 * VERB_LIMIT_MS,
  );
});
