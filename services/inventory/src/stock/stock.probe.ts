import { Injectable } from '@nestjs/common';
import type { DependencyProbe } from '@lab/instrumentation';
import { StockService } from './stock.service';

/**
 * Ready when Redis answers, however slowly (the client's command timeout is the limit), and holds the stock.
 * Seeding is the question: it changes nothing where the stock is there, and mends a Redis that came back empty.
 */
@Injectable()
export class StockProbe implements DependencyProbe {
  readonly name = 'redis';

  constructor(private readonly stock: StockService) {}

  check(): Promise<void> {
    return this.stock.seed();
  }
}
