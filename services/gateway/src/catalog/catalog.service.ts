import { type Catalog, DomainError } from '@lab/contracts';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config';
import { isReadByEach } from './catalog.faults';
import { InventoryClient } from './inventory.client';

/** A catalogue and when it was read, by the clock of `performance.now()`. */
interface Snapshot {
  readonly catalog: Catalog;
  readonly readAt: number;
}

/** The catalogue as it was `ageMs` ago. */
export interface AgedCatalog {
  readonly catalog: Catalog;
  readonly ageMs: number;
}

type Limits = Pick<GatewayConfig, 'CATALOG_FRESH_MS' | 'CATALOG_STALE_MS'>;

/**
 * Asks inventory at most once per CATALOG_FRESH_MS, with one call for all who want to know. Where inventory is away,
 * the last catalogue is shown, up to CATALOG_STALE_MS old: how much is left is a hint, the order itself finds out.
 */
@Injectable()
export class CatalogService {
  private readonly logger = new Logger(CatalogService.name);
  private last: Snapshot | undefined;
  private reading: Promise<Snapshot> | undefined;
  /** Until then inventory is left alone, also when it failed: an outage must not make every answer slow. */
  private nextReadAt = 0;
  private isAway = false;

  constructor(
    private readonly inventory: InventoryClient,
    @Inject(GATEWAY_CONFIG) private readonly limits: Limits,
  ) {}

  /** Rejects with the signal's reason once that aborts; a read in progress continues for the other callers. */
  async current(signal: AbortSignal): Promise<AgedCatalog> {
    if (isReadByEach(this.last?.readAt)) return aged(await unlessAborted(this.read(), signal));
    if (this.last && performance.now() < this.nextReadAt && !this.isTooOld(this.last)) return aged(this.last);
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
      this.nextReadAt = performance.now() + this.limits.CATALOG_FRESH_MS;
    });
    return aged(await unlessAborted(this.reading, signal));
  }

  private async read(): Promise<Snapshot> {
    try {
      this.last = { catalog: await this.inventory.stock(), readAt: performance.now() };
      this.isAway = false;
      return this.last;
    } catch (error) {
      return this.fallBack(error);
    }
  }

  private fallBack(error: unknown): Snapshot {
    const isOutage = error instanceof DomainError && error.kind === 'unavailable';
    if (!isOutage || !this.last || this.isTooOld(this.last)) throw error;
    if (!this.isAway)
      this.logger.warn({ msg: 'showing an old catalogue', code: error.code, error: error.message });
    this.isAway = true;
    return this.last;
  }

  private isTooOld(snapshot: Snapshot): boolean {
    return ageOf(snapshot) > this.limits.CATALOG_STALE_MS;
  }
}

const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });

const ageOf = ({ readAt }: Snapshot): number => performance.now() - readAt;
const aged = (snapshot: Snapshot): AgedCatalog => ({ catalog: snapshot.catalog, ageMs: ageOf(snapshot) });
