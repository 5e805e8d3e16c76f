import type { DependencyProbe } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import { BackgroundDatabase } from './database';
import { Schema } from './schema';

const PING = { name: 'ping', summary: 'SELECT', text: 'SELECT 1' };

/**
 * Ready once the schema is there and Postgres answers; an exhausted request pool is load, not a lost dependency. Ready also
 * while Postgres is read-only: orders can still be read, and each write says for itself why it is refused.
 */
@Injectable()
export class PostgresProbe implements DependencyProbe {
  readonly name = 'postgres';

  constructor(
    private readonly schema: Schema,
    private readonly database: BackgroundDatabase,
  ) {}

  async check(): Promise<void> {
    if (!this.schema.isReady) throw new Error(this.schema.whyNot);
    await this.database.query(PING);
  }
}
