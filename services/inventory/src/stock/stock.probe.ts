import { Injectable } from '@nestjs/common';
import type { DependencyProbe } from '@lab/instrumentation';
import { StockService } from './stock.service';

/**
 * Ready when Redis answers, however slowly (the client's command timeout is the limit), and holds the stock. It only reads: a
 * Redis that is full refuses writes, and still serves what frees memory.
 */
@Injectable()
export class StockProbe implements DependencyProbe {
  readonly name = 'redis';

  constructor(private readonly stock: StockService) {}

  async check(): Promise<void> {
    if (!(await this.stock.isSeeded())) throw new Error('Redis holds no stock');
  }
}
