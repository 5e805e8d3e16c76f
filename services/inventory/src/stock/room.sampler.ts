import { METRICS, type StockRoom, Unavailable } from '@lab/contracts';
import { type Gauge, InjectMetric, makeGauge, PeriodicTask } from '@lab/instrumentation';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { StockRepository } from './stock.repository';

const INTERVAL_MS = 1_000;

export const ROOM_METRICS = [
  makeGauge({
    name: METRICS.stockRoom,
    help: 'Memory that Redis may still take before it refuses reservations. Absent while Redis does not answer.',
  }),
  makeGauge({
    name: METRICS.stockRoomRatio,
    help: 'The same as a share of maxmemory; 1 where there is no limit.',
  }),
];

/** Knows, from a sample every second, how much more the store can hold, so that queries cost Redis nothing. */
@Injectable()
export class RoomSampler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sampling = new PeriodicTask(() => this.sample());
  private last: StockRoom | undefined;

  constructor(
    private readonly repository: StockRepository,
    @InjectMetric(METRICS.stockRoom) private readonly bytes: Gauge,
    @InjectMetric(METRICS.stockRoomRatio) private readonly ratio: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    this.show(undefined); // else a gauge reads 0 from its registration to the first sample
    this.sampling.start(INTERVAL_MS);
  }

  onModuleDestroy(): void {
    this.sampling.stop();
  }

  /** As of the last sample; throws when that one failed. */
  current(): StockRoom {
    if (this.last === undefined)
      throw new Unavailable(
        'inventory.redis_unavailable',
        'Redis did not tell how much memory it has left',
        1,
      );
    return this.last;
  }

  private async sample(): Promise<void> {
    try {
      this.show(await this.repository.room());
    } catch {
      this.show(undefined); // Redis is away: the readiness probe says so
    }
  }

  private show(room: StockRoom | undefined): void {
    this.last = room;
    if (room === undefined) this.ratio.remove();
    else this.ratio.set(room.leftRatio);
    if (room?.leftBytes === undefined) this.bytes.remove();
    else this.bytes.set(room.leftBytes);
  }
}
