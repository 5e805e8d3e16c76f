import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { QUEUES } from '@lab/contracts';
import { eventually } from '@lab/testing';
import type { Fault } from '../../tools/dashboards/src/index.ts';
import { during } from '../../tools/lab/src/faults/fault.ts';
import { crashed, frozen } from '../../tools/lab/src/faults/service-faults.ts';
import { within } from './polling.ts';
import type { Lab } from './lab.ts';
import { Shop } from './shop.ts';

const LOAD_LIMIT_MS = 180_000;
const ORDER_EVERY_MS = 25;
const LINE_EVERY_MS = 200;
const UNREADABLE_EVERY_MS = 200;
/** After an outage of its store it may take a while. */
const STOCK_LIMIT_MS = 10_000;

/** No verb that begins a fault takes longer on a busy machine. */
const ACTIVE = { activeWithinMs: 10_000 };

/** How many lines that nobody can read the log file of inventory gets in that time. */
export const brokenLinesIn = (ms: number): number => Math.ceil(ms / LINE_EVERY_MS);

const freeze =
  (service: string) =>
  (lab: Lab, ms: number): Promise<void> =>
    during(frozen(lab, service), ACTIVE, () => sleep(ms));

/** Load of a kind, beside what runs anyway. It may fail: what it does to the lab is the question here. */
const load =
  (...scenario: string[]) =>
  async (lab: Lab, ms: number): Promise<void> => {
    const args = ['load', ...scenario, '--duration', `${ms / 1000}s`, '--no-audit'];
    const { code, stderr } = await lab.run(args, LOAD_LIMIT_MS);
    if (code !== 0 && code !== 1) throw new Error(`lab ${args.join(' ')} answered ${code}: ${stderr}`);
  };

/** Orders for a product of which there is none, from the start. */
const orderWhatIsOut = async (lab: Lab, ms: number): Promise<void> => {
  const shop = new Shop(lab);
  const stock = await eventually('inventory tells its stock', () => shop.available(), within(STOCK_LIMIT_MS));
  const [sku] = [...stock].find(([, pieces]) => pieces === 0) ?? [];
  if (sku === undefined) throw new Error('there is some of every product');
  const end = Date.now() + ms;
  while (Date.now() < end) {
    await shop.place({ customerId: 'c-1', lines: [{ sku, quantity: 1 }] });
    await sleep(ORDER_EVERY_MS);
  }
};

/** One after the other, so that each moment of the fault has its error in the logs. */
const sendUnreadable = async (lab: Lab, ms: number): Promise<void> => {
  const connection = await connect(lab.storeUrl('rabbitmq'), { timeout: 10_000 });
  try {
    const channel = await connection.createConfirmChannel();
    const end = Date.now() + ms;
    while (Date.now() < end) {
      channel.sendToQueue(QUEUES.inventoryOrders.name, Buffer.from('{ no message'));
      await channel.waitForConfirms();
      await sleep(UNREADABLE_EVERY_MS);
    }
  } finally {
    await connection.close();
  }
};

/** What is done to the lab, for so many milliseconds, by name. It is undone at the end. */
export const doFault: Readonly<Record<Fault, (lab: Lab, ms: number) => Promise<void>>> = {
  load: load('steady', '--rate', '80'),
  'bad-input': load('bad-input', '--rate', '20'),
  'no-stock': orderWhatIsOut,
  'unreadable-message': async (lab, ms) => {
    await sendUnreadable(lab, ms);
    await lab.ok(['parked', 'drop', '--all']);
  },
  'broken-log-line': async (lab, ms) => {
    // One after the other: a counter that begins at the number of all of them has not risen yet.
    for (let line = 0; line < brokenLinesIn(ms); line += 1) {
      appendFileSync(join(lab.stateDir, 'logs/inventory.log'), 'half a li\n');
      await sleep(LINE_EVERY_MS);
    }
  },
  'gateway-killed': (lab, ms) => during(crashed(lab, 'gateway'), ACTIVE, () => sleep(ms)),
  'orders-frozen': freeze('orders'),
  'inventory-frozen': freeze('inventory'),
  'postgres-frozen': freeze('postgres'),
  'rabbitmq-frozen': freeze('rabbitmq'),
  'redis-frozen': freeze('redis'),
  'otel-collector-frozen': freeze('otel-collector'),
  'loki-frozen': freeze('loki'),
  'jaeger-frozen': freeze('jaeger'),
};
