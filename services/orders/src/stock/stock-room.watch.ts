import { StockRoom, Unavailable } from '@lab/contracts';
import { PeriodicTask } from '@lab/instrumentation';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ORDERS_CONFIG, type OrdersConfig } from '../orders.config';

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 1_000;
/** An answer that is older says nothing any more: inventory is away. */
const VALID_MS = 5_000;
/** Seconds: room comes back as orders complete, which is a matter of minutes. */
const RETRY_AFTER_SECONDS = 30;

type Config = Pick<OrdersConfig, 'INVENTORY_URL' | 'STOCK_ROOM_MIN_RATIO'>;

/**
 * Knows, from asking inventory in the background, whether its store has room for more reservations, so that orders are refused
 * before there is none. While inventory does not answer they are accepted: they wait in the outbox and in RabbitMQ.
 * With fetch: a request every second must neither create a trace nor hold a slot of real calls.
 */
@Injectable()
export class StockRoomWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StockRoomWatch.name);
  private readonly asking = new PeriodicTask(() => this.ask());
  private readonly stopping = new AbortController();
  private readonly url: URL;
  private last: { readonly room: StockRoom; readonly at: number } | undefined;
  private wasFull = false;

  constructor(@Inject(ORDERS_CONFIG) private readonly config: Config) {
    this.url = new URL('/health/room', config.INVENTORY_URL);
  }

  onApplicationBootstrap(): void {
    this.asking.start(INTERVAL_MS);
    void this.asking.run();
  }

  onModuleDestroy(): void {
    this.asking.stop();
    this.stopping.abort();
  }

  get isFull(): boolean {
    if (this.last === undefined || performance.now() - this.last.at > VALID_MS) return false;
    return this.last.room.leftRatio < this.config.STOCK_ROOM_MIN_RATIO;
  }

  /** The error for a refused new order. */
  refusal(): Unavailable {
    const left = ((this.last?.room.leftRatio ?? 0) * 100).toFixed(1);
    return new Unavailable(
      'inventory.no_room',
      `inventory has ${left} % of its memory left, and takes no new orders`,
      RETRY_AFTER_SECONDS,
    );
  }

  private async ask(): Promise<void> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.stopping.signal]);
      const response = await fetch(this.url, { signal });
      if (response.ok) this.last = { room: StockRoom.parse(await response.json()), at: performance.now() };
      else await response.body?.cancel();
    } catch (error) {
      // inventory is away: its own readiness says so
      this.logger.debug({ msg: 'inventory did not tell its room', error: String(error) });
    }
    this.report();
  }

  private report(): void {
    if (this.isFull === this.wasFull) return;
    this.wasFull = this.isFull;
    if (this.wasFull) this.logger.warn({ msg: 'new orders are refused: inventory has no room' });
    else this.logger.log({ msg: 'new orders are accepted again' });
  }
}
