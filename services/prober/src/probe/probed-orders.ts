import { Injectable } from '@nestjs/common';

/** About forty minutes of probes. */
const KEPT = 500;

/** The orders that the prober holds a 202 for, the newest ones: the audit asks the database for them. */
@Injectable()
export class ProbedOrders {
  private kept: readonly string[] = [];

  remember(id: string): void {
    this.kept = [...this.kept, id].slice(-KEPT);
  }

  get ids(): readonly string[] {
    return this.kept;
  }
}
