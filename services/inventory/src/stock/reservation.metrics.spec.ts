import type { Counter } from '@lab/instrumentation';
import { ReservationMetrics } from './reservation.metrics';
import type { Reservation } from './stock';

const id = '2f0c8a52-7d2a-4f0b-8a3e-5f4e1a9b7c21';

it.each<[label: string, reservation: Reservation]>([
  ['reserved', { outcome: 'reserved', id, repeated: false }],
  ['repeated', { outcome: 'reserved', id, repeated: true }],
  ['out_of_stock', { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' }],
  ['unknown_sku', { outcome: 'rejected', reason: 'unknown_sku', sku: 'LAMP-01' }],
  ['no_room', { outcome: 'rejected', reason: 'no_room', sku: 'LAMP-01' }],
])('counts as %s: %j', (label, reservation) => {
  const counted: unknown[] = [];
  const counter = { inc: (labels: unknown) => counted.push(labels) };
  new ReservationMetrics(counter as unknown as Counter).count(reservation);
  expect(counted).toEqual([{ outcome: label }]);
});
