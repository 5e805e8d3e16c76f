import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { QUEUES } from '@lab/contracts';
import type { Fault } from '../../tools/dashboards/src/index.ts';
import type { Lab } from './lab.ts';

const LOAD_LIMIT_MS = 180_000;

const freeze =
  (part: string) =>
  async (lab: Lab, ms: number): Promise<void> => {
    await lab.ok(['pause', part]);
    try {
      await sleep(ms);
    } finally {
      await lab.ok(['resume', part]);
    }
  };

/** Load of a kind, beside what runs anyway. It may fail: what it does to the lab is the question here. */
const load =
  (...scenario: string[]) =>
  async (lab: Lab, ms: number): Promise<void> => {
    const args = ['load', ...scenario, '--duration', `${ms / 1000}s`, '--no-audit'];
    const { code, stderr } = await lab.run(args, LOAD_LIMIT_MS);
    if (code !== 0 && code !== 1) throw new Error(`lab ${args.join(' ')} answered ${code}: ${stderr}`);
  };

const sendUnreadable = async (lab: Lab): Promise<void> => {
  const connection = await connect(lab.storeUrl('rabbitmq'), { timeout: 10_000 });
  try {
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue(QUEUES.inventoryOrders.name, Buffer.from('{ no message'));
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
};

/** What is done to the lab, for so many milliseconds, by name. It is undone at the end. */
export const doFault: Readonly<Record<Fault, (lab: Lab, ms: number) => Promise<void>>> = {
  load: load('steady', '--rate', '60'),
  'bad-input': load('bad-input', '--rate', '20'),
  'no-stock': load('hot-sku', '--rate', '40'),
  'unreadable-message': async (lab, ms) => {
    await sendUnreadable(lab);
    await sleep(ms);
    await lab.ok(['parked', 'drop', '--all']);
  },
  'broken-log-line': async (lab, ms) => {
    appendFileSync(join(lab.stateDir, 'logs/inventory.log'), 'half a li\n');
    await sleep(ms);
  },
  'inventory-frozen': freeze('inventory'),
  'postgres-frozen': freeze('postgres'),
  'rabbitmq-frozen': freeze('rabbitmq'),
  'redis-frozen': freeze('redis'),
  'otel-collector-frozen': freeze('otel-collector'),
  'loki-frozen': freeze('loki'),
  'jaeger-frozen': freeze('jaeger'),
};
