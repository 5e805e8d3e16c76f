import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, backoffMs, SHUTDOWN_MS } from '@lab/contracts';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { STORE_BACKOFF } from './store-backoff';
import type { Database } from './database';
import { reasonOf } from './postgres-failure';

/**
 * Migrates in the background and opens the databases once the schema is there: the service starts, answers its
 * liveness probe and says why it is not ready while Postgres is still down.
 */
export class Schema implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Schema.name);
  private readonly stopping = new AbortController();
  private lastFailure = 'not tried yet';
  private work: Promise<void> = Promise.resolve();
  isReady = false;

  constructor(
    private readonly migrate: () => Promise<string[]>,
    private readonly databases: readonly Database[],
  ) {}

  onApplicationBootstrap(): void {
    this.work = this.migrateUntilDone();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // a migration that is cut short by the end of the process is rolled back, and run by the next start
    await atMost(SHUTDOWN_MS.stores / 2, this.work);
  }

  /** Why the schema is not ready; the readiness probe's answer. */
  get whyNot(): string {
    return `migrations have not run: ${this.lastFailure}`;
  }

  private async migrateUntilDone(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted && !this.isReady; attempt += 1) {
      try {
        const migrations = await this.migrate();
        for (const database of this.databases) database.open();
        this.isReady = true;
        this.logger.log({ msg: 'schema is ready', migrations, attempts: attempt + 1 });
      } catch (error) {
        this.recordFailure(error);
        await sleep(backoffMs(attempt, STORE_BACKOFF), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private recordFailure(error: unknown): void {
    const reason = reasonOf(error);
    if (reason !== this.lastFailure) this.logger.warn({ msg: 'cannot migrate yet', reason });
    this.lastFailure = reason;
  }
}
