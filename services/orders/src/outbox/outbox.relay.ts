import { atMost, ATTRIBUTES, backoffMs, SHUTDOWN_MS } from '@lab/contracts';
import { MessagePublisher } from '@lab/messaging';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { STORE_BACKOFF } from '../postgres/store-backoff';
import { ORDERS_CONFIG, type OrdersConfig } from '../orders.config';
import { type Failure, isOfOneAmongAll, isTransportFailure, reasonOf, refusedAmong } from './outbox.failure';
import { OutboxMetrics } from './outbox.metrics';
import { type Claim, type OutboxMessage, OutboxRepository } from './outbox.repository';
import { WakeableSleep } from './wakeable-sleep';

/** In a row; with their backoff about two seconds. Fewer are a start or a reconnect like any other. */
const NOTEWORTHY_FAILURES = 5;

/** Result of a batch: nothing to do now, more to send at once, or a broker (or Postgres) that does not answer. */
type Batch = 'done' | 'more' | 'away';

/**
 * Publishes what the outbox holds and removes it once the broker has confirmed. A crash at any point leaves the rows in
 * place, so a message may be sent twice but is never lost.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly sleep = new WakeableSleep();
  private work: Promise<void> = Promise.resolve();
  private isStopping = false;
  private failuresInARow = 0;
  /** So many messages are sent one by one: one among them makes the broker close the channel. */
  private aloneLeft = 0;

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly publisher: MessagePublisher,
    private readonly metrics: OutboxMetrics,
    @Inject(ORDERS_CONFIG)
    private readonly config: Pick<OrdersConfig, 'OUTBOX_BATCH_SIZE' | 'OUTBOX_LINGER_MS' | 'OUTBOX_POLL_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    // Outside of any trace: the relay's own SQL belongs to no request.
    this.work = context.with(ROOT_CONTEXT, () => this.run());
  }

  /**
   * Finishes the batch in flight and sends a last one, within its share of the shutdown; what is left then is another
   * process's, or waits for the next start.
   */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.sleep.end();
    await atMost(SHUTDOWN_MS.relay, this.work);
  }

  /** A message was committed. */
  wake(): void {
    this.sleep.wake();
  }

  private async run(): Promise<void> {
    const { OUTBOX_POLL_MS, OUTBOX_LINGER_MS } = this.config;
    let batch: Batch = 'done';
    while (!this.isStopping) {
      batch = await this.relayBatchSafely();
      if (batch === 'more') continue;
      if (batch === 'away') await this.sleep.atLeast(backoffMs(this.failuresInARow, STORE_BACKOFF));
      else if (await this.sleep.untilWoken(OUTBOX_POLL_MS)) await this.sleep.atLeast(OUTBOX_LINGER_MS);
    }
    if (batch !== 'away') await this.relayBatchSafely(); // else it would only hold up the shutdown
  }

  private async relayBatchSafely(): Promise<Batch> {
    try {
      const batch = await this.relayBatch();
      if (batch === 'away') this.noteAway('publishes fail');
      else this.noteBack();
      return batch;
    } catch (error) {
      this.noteAway(reasonOf(error));
      return 'away';
    }
  }

  /** One batch in one transaction; each message stands or falls by itself. */
  relayBatch(): Promise<Batch> {
    const limit = this.aloneLeft > 0 ? 1 : this.config.OUTBOX_BATCH_SIZE;
    this.aloneLeft = Math.max(0, this.aloneLeft - 1);
    return this.outbox.withClaim(limit, async (claim) => {
      const { messages } = claim;
      if (messages.length === 0) return 'done';
      const failures = await this.publishAll(messages);
      const failed = new Set(failures.map(({ message }) => message.id));
      await claim.remove(messages.map(({ id }) => id).filter((id) => !failed.has(id)));
      const refused = await this.setAside(claim, failures);
      this.metrics.relayedBatch({
        sent: messages.length - failed.size,
        failed: failed.size - refused.size,
        parked: refused.size,
      });
      if (failed.size === messages.length && failures.every(isTransportFailure)) return 'away';
      const leadsOn = messages.some(
        ({ id, isFollowed }) => isFollowed && (!failed.has(id) || refused.has(id)),
      );
      return leadsOn || messages.length === limit || this.aloneLeft > 0 ? 'more' : 'done';
    });
  }

  private async publishAll(messages: readonly OutboxMessage[]): Promise<Failure[]> {
    const results = await Promise.allSettled(
      messages.map(({ envelope, traceparent, waitedMs }) =>
        this.publisher.send(envelope, traceparent === null ? undefined : { traceparent }, {
          [ATTRIBUTES.outboxWait]: waitedMs,
        }),
      ),
    );
    return messages.flatMap((message, index) => {
      const result = results[index];
      return result?.status === 'rejected' ? [{ message, error: result.reason as unknown }] : [];
    });
  }

  /**
   * Failed messages must not be in the way of the others: they are set aside for a while, or for good where no broker will ever
   * take them. Returns the ids of these.
   */
  private async setAside(claim: Claim, failures: readonly Failure[]): Promise<ReadonlySet<string>> {
    const all = claim.messages.length;
    if (failures.length === all && failures.every(isTransportFailure)) return new Set();
    if (all > 1 && failures.some(isOfOneAmongAll)) {
      this.aloneLeft = all;
      return new Set();
    }
    const refused = refusedAmong(failures);
    const ids = new Set(refused.map(({ id }) => id));
    await claim.park(refused);
    await claim.defer(failures.map(({ message }) => message.id).filter((id) => !ids.has(id)));
    for (const failure of failures) this.report(failure, ids.has(failure.message.id));
    return ids;
  }

  private report({ message, error }: Failure, isParked: boolean): void {
    const { orderId: order, envelope, attempts } = message;
    const facts = { order, message: envelope.id, attempt: attempts + 1, reason: reasonOf(error) };
    if (isParked) this.logger.error({ msg: 'message parked, the broker does not take it', ...facts });
    else this.logger.warn({ msg: 'message not sent, will be tried again', ...facts });
  }

  private noteAway(reason: string): void {
    this.failuresInARow += 1;
    if (this.failuresInARow === NOTEWORTHY_FAILURES) this.logger.warn({ msg: 'relay waits', reason });
  }

  private noteBack(): void {
    if (this.failuresInARow >= NOTEWORTHY_FAILURES)
      this.logger.log({ msg: 'relay goes on', attempts: this.failuresInARow });
    this.failuresInARow = 0;
  }
}
