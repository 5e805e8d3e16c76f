import { METRICS } from '@lab/contracts';
import { type Counter, InjectMetric, makeCounter } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import type { Reservation } from './stock';

export const reservationCounter = makeCounter({
  name: METRICS.reservations,
  help: 'Reservations by what became of them; "repeated" are redeliveries, answered from what was decided before.',
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
}

function labelOf(reservation: Reservation): string {
  // A cancellation that came first is no repetition: the order is placed for the first time.
  if (reservation.outcome === 'cancelled') return 'cancelled';
  if (reservation.repeated) return 'repeated';
  return reservation.outcome === 'rejected' ? reservation.reason : 'reserved';
}
