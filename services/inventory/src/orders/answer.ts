import { createHash } from 'node:crypto';
import { type MessageContract, StockRejected, StockReserved } from '@lab/contracts';
import type { Reservation } from '../stock/stock';

/** A message about to be sent: what, which body, under which id. */
export interface Answer {
  readonly contract: MessageContract;
  readonly body: unknown;
  readonly id: string;
}

/**
 * The answer to orders about a reservation. The id is the reservation's own, and that of a rejection follows from the order, so
 * that a redelivered placement repeats the same message and not a second one.
 */
export function answerTo(orderId: string, reservation: Reservation): Answer {
  if (reservation.outcome === 'reserved')
    return { contract: StockReserved, body: { orderId }, id: reservation.id };
  const { reason, sku } = reservation;
  return {
    contract: StockRejected,
    body: { orderId, reason, sku },
    id: uuidOf(`${StockRejected.name}/${orderId}`),
  };
}

/** A UUID that is a function of the name: version 8 of RFC 9562, filled from SHA-256. */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
