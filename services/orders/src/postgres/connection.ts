import { Logger } from '@nestjs/common';
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { isPassing, postgresUnavailable } from './postgres-failure';
import type { Queries, Statement } from './queries';

const logger = new Logger('Postgres');

/** One connection while it is checked out of its pool. Temporary failures reject with Unavailable; the rest are bugs. */
export class Connection implements Queries {
  private isLost = false;

  constructor(private readonly client: PoolClient) {
    // A checked-out connection reports its loss only here, and an error event without a listener would end the process.
    client.on('error', this.noteLoss);
  }

  async query<Row extends QueryResultRow>(
    { name, text }: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    return (await this.send<Row>({ name, text, values: [...values] })).rows;
  }

  async begin(): Promise<void> {
    await this.send({ text: 'BEGIN' });
  }

  async commit(): Promise<void> {
    await this.send({ text: 'COMMIT' });
  }

  giveBack(): void {
    this.client.release();
    this.client.off('error', this.noteLoss);
  }

  /**
   * Closes it for good. That is the one rollback which also works on a broken connection; and after a failover it is how the
   * pool gets rid of its connections to the old server, which answers that it is read-only now.
   */
  close(): void {
    this.client.release(true);
    this.client.off('error', this.noteLoss);
  }

  private async send<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    try {
      return await this.client.query<Row>(query);
    } catch (error) {
      // A lost connection fails its queries with texts of the driver or of Node, which may change; the event does not.
      if (this.isLost || isPassing(error)) throw postgresUnavailable(error);
      throw error;
    }
  }

  private readonly noteLoss = (error: Error): void => {
    this.isLost = true;
    logger.debug({ msg: 'connection lost', reason: error.message });
  };
}
