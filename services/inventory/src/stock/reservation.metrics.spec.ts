import type { Counter } from '@lab/instrumentation';
import { ReservationMetrics } from './reservation.metrics';
import type { Reservation } from './stock';

const rejected = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' } as const;

it.each<[label: string, reservation: Reservation]>([
  ['reserved', { outcome: 'reserved', repeated: false }],
  ['out_of_stock', { ...rejected, repeated: false }],
  ['unknown_sku', { ...rejected, reason: 'unknown_sku', repeated: false }],
  ['cancelled', { outcome: 'cancelled', repeated: true }],
  ['repeated', { outcome: 'reserved', repeated: true }],
  ['repeated', { ...rejected, repeated: true }],
])('counts as %s: %j', (label, reservation) => {
  const counted: unknown[] = [];
  const counter = { inc: (labels: unknown) => counted.push(labels) };
  new ReservationMetrics(counter as unknown as Counter).count(reservation);
  expect(counted).toEqual([{ outcome: label }]);
});
