import { envelop } from '@lab/contracts';
import type { Reservation } from '../stock/stock';
import { answerTo } from './answer';

const ORDER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b11';
const OTHER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b12';
const RESERVATION = '2f0c8a52-7d2a-4f0b-8a3e-5f4e1a9b7c21';
const reserved: Reservation = { outcome: 'reserved', id: RESERVATION, repeated: false };
const rejected: Reservation = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' };

describe('answerTo', () => {
  it.each([
    ['inventory.stock-reserved', reserved, { orderId: ORDER }],
    ['inventory.stock-rejected', rejected, { orderId: ORDER, reason: 'out_of_stock', sku: 'LAMP-01' }],
  ])('sends %s, as the contract has it', (name, reservation, body) => {
    const { contract, body: sent, id } = answerTo(ORDER, reservation);
    expect(envelop(contract, sent, id)).toMatchObject({ name, version: 1, body });
  });

  it('announces a reservation under its own id, so that a redelivered placement repeats the message', () => {
    expect(answerTo(ORDER, reserved).id).toBe(RESERVATION);
    expect(answerTo(ORDER, { ...reserved, repeated: true })).toEqual(answerTo(ORDER, reserved));
  });

  it('repeats a rejection under one id, a UUID that no other order has', () => {
    const { id } = answerTo(ORDER, rejected);
    expect(answerTo(ORDER, rejected).id).toBe(id);
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(answerTo(OTHER, rejected).id).not.toBe(id);
  });
});
