import { METRICS } from '@lab/contracts';
import { type Counter, InjectMetric, makeCounter } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import type { Reservation } from './stock';

export const reservationCounter = makeCounter({
  name: METRICS.reservations,
  help: 'Reservations by what became of them; "repeated" are redeliveries, answered with the reservation that stands.',
});

@Injectable()
export class ReservationMetrics {
  constructor(@InjectMetric(METRICS.reservations) private readonly counter: Counter) {}

  count(reservation: Reservation): void {
    this.counter.inc({ outcome: labelOf(reservation) });
  }

  countReleased(): void {
    this.counter.inc({ outcome: 'released' });
  }

  countCompleted(orders: number): void {
    this.counter.inc({ outcome: 'completed' }, orders);
  }
}

function labelOf(reservation: Reservation): string {
  if (reservation.outcome === 'rejected') return reservation.reason;
  return reservation.repeated ? 'repeated' : 'reserved';
}
