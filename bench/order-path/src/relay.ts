import type { ConfirmChannel } from 'amqplib';
import type { Pool } from 'pg';
import { type Message, publish } from './broker.ts';
import { CLAIM, type OutboxRow, REMOVE } from './order-store.ts';

const POLL_MS = 1000;
const BATCH = 100;

/** Sends the outbox, woken by each accepted order and by the clock. One batch is under way at a time. */
export class Relay {
  readonly #pool: Pool;
  readonly #channel: ConfirmChannel;
  #isRunning = false;
  #isWanted = false;

  constructor(pool: Pool, channel: ConfirmChannel) {
    this.#pool = pool;
    this.#channel = channel;
    setInterval(() => this.wake(), POLL_MS);
  }

  wake(): void {
    this.#isWanted = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        if ((await this.#sendBatch()) === BATCH) this.#isWanted = true;
      }
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    } finally {
      this.#isRunning = false;
    }
  }

  async #sendBatch(): Promise<number> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<OutboxRow>(CLAIM);
      const sent = await Promise.allSettled(
        rows.map((row) => publish(this.#channel, row.envelope as Message)),
      );
      const ids = rows.filter((_, index) => sent[index]?.status === 'fulfilled').map(({ id }) => id);
      if (ids.length > 0) await client.query({ ...REMOVE, values: [ids] });
      await client.query('COMMIT');
      client.release();
      return rows.length;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}
