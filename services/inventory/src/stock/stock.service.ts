import { type Catalog, type OrderLine, type OrdersCompleted, Unavailable } from '@lab/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { PRODUCTS, type Product } from './products';
import { ReservationMetrics } from './reservation.metrics';
import { type Reservation, toCatalog } from './stock';
import { awaitTurn, keep, noteSteps } from './stock.faults';
import { StockRepository } from './stock.repository';

@Injectable()
export class StockService {
  private readonly logger = new Logger(StockService.name);
  private hasSeeded = false;

  constructor(
    private readonly repository: StockRepository,
    private readonly metrics: ReservationMetrics,
    @Inject(PRODUCTS) private readonly products: readonly Product[],
  ) {}

  /** Reserves all lines of an order or none. Asked again while the reservation stands, it answers with that one. */
  async reserve(orderId: string, lines: readonly OrderLine[]): Promise<Reservation> {
    // Before the first seeding a product that is new in the catalogue would pass for unknown.
    if (!this.hasSeeded) await this.seed();
    await awaitTurn(lines, this.products, (sku, leaseMs) => this.repository.lock(sku, leaseMs));
    const reservation =
      (await this.repository.reserve(orderId, lines)) ?? (await this.seedAndReserve(orderId, lines));
    this.metrics.count(reservation);
    this.logEffect(orderId, reservation);
    keep(orderId, lines);
    noteSteps(this.logger, orderId, lines);
    return reservation;
  }

  /** Gives back what a cancelled order holds. */
  async release(orderId: string): Promise<void> {
    if (await this.repository.release(orderId)) this.metrics.countReleased();
  }

  /** Gives back one reservation that its order does not want, and no other. */
  async releaseOnly(orderId: string, reservationId: string): Promise<void> {
    if (await this.repository.release(orderId, reservationId)) this.metrics.countReleased();
  }

  /** Completed orders need their reservations no more: the pieces are sold. */
  async complete(orders: OrdersCompleted['orders']): Promise<void> {
    const completed = await this.repository.complete(orders);
    this.metrics.countCompleted(completed);
    this.logger.log({ msg: 'reservations completed', orders: orders.length, completed });
  }

  async catalog(): Promise<Catalog> {
    const catalog = toCatalog(this.products, await this.repository.available());
    if (catalog) return catalog;
    await this.seed();
    return toCatalog(this.products, await this.repository.available()) ?? this.notSeeded();
  }

  isSeeded(): Promise<boolean> {
    return this.repository.isSeeded();
  }

  /** Gives new products their initial stock. Safe to repeat at any time: known SKUs stay as they are. */
  async seed(): Promise<void> {
    const added = await this.repository.seed(this.products);
    this.hasSeeded = true;
    if (added > 0) this.logger.log({ msg: 'stock seeded', skus: added });
  }

  /** Only new decisions, not answers repeated for a redelivery. */
  private logEffect(orderId: string, reservation: Reservation): void {
    if (reservation.outcome === 'rejected') {
      const { reason, sku } = reservation;
      this.logger.log({ msg: 'stock rejected', order_id: orderId, reason, sku });
    } else if (!reservation.repeated) this.logger.log({ msg: 'stock reserved', order_id: orderId });
  }

  /** Redis came back empty while we ran. */
  private async seedAndReserve(orderId: string, lines: readonly OrderLine[]): Promise<Reservation> {
    await this.seed();
    return (await this.repository.reserve(orderId, lines)) ?? this.notSeeded();
  }

  private notSeeded(): never {
    throw new Unavailable('inventory.stock_not_seeded', 'the stock was emptied while it was read', 1);
  }
}
