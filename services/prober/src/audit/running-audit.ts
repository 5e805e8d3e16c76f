import { Injectable } from '@nestjs/common';
import { ProbedOrders } from '../probe/probed-orders';
import { OrdersReader } from './orders.reader';
import { brokenStock, type Violation, violationsOf } from './rules';
import { StockReader } from './stock.reader';

/** A message that is tried again waits for 257 s in all (libs/messaging), and as long again for its turns. */
const OVERTAKEN_SECONDS = 600;
/** Orders of the last seconds under load: of 200 a second, all since the audit before. */
const NEWEST = 2_000;
const REMEMBERED = 1_000;

/** Looks for lost orders and stock while everything is moving. */
@Injectable()
export class RunningAudit {
  /** Confirmed orders that once had no reservation: newer ones hide them, and they are lost still. */
  private unreserved: readonly string[] = [];

  constructor(
    private readonly orders: OrdersReader,
    private readonly stock: StockReader,
    private readonly probed: ProbedOrders,
  ) {}

  /** Rejects when a store does not answer. */
  async violations(): Promise<readonly Violation[]> {
    const stock = brokenStock(await this.stock.stock());
    const missing = await this.missing();
    const overtaken = await this.orders.overtaken(OVERTAKEN_SECONDS);
    this.unreserved = (await this.withoutReservation()).slice(0, REMEMBERED);
    return [
      ...stock,
      ...violationsOf('order_missing', missing, 'accepted with a 202, but not in Postgres'),
      ...violationsOf('order_overtaken', overtaken, 'pending, while orders placed 10 min later have settled'),
      ...violationsOf('reservation_missing', this.unreserved, 'confirmed, but nothing is reserved'),
    ];
  }

  private async missing(): Promise<string[]> {
    const { ids } = this.probed; // read before the database is: what is placed meanwhile is not asked for
    const known = new Set(await this.orders.known(ids));
    return ids.filter((id) => !known.has(id));
  }

  /**
   * Postgres, Redis, Postgres: an order leaves "confirmed and not completed" in Postgres before its reservation goes, and gets its
   * reservation before it is confirmed. So one that has to be reserved before and after has been reserved in between.
   */
  private async withoutReservation(): Promise<string[]> {
    const asked = new Set([...this.unreserved, ...(await this.orders.newestReserved(NEWEST))]);
    const without = await this.stock.withoutReservation([...asked]);
    return without.length === 0 ? [] : this.orders.reservedAmong(without);
  }
}
