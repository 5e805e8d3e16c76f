import { envelop } from '@lab/contracts';
import type { Reservation } from '../stock/stock';
import { type Answer, answerTo } from './answer';

const ORDER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b11';
const OTHER = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b12';
const reserved: Reservation = { outcome: 'reserved', repeated: false };
const rejected: Reservation = {
  outcome: 'rejected',
  reason: 'out_of_stock',
  sku: 'LAMP-01',
  repeated: false,
};

const must = (answer: Answer | undefined): Answer => {
  if (!answer) throw new Error('there is no answer');
  return answer;
};

describe('answerTo', () => {
  it.each([
    ['inventory.stock-reserved', reserved, { orderId: ORDER }],
    ['inventory.stock-rejected', rejected, { orderId: ORDER, reason: 'out_of_stock', sku: 'LAMP-01' }],
  ])('sends %s, as the contract has it', (name, reservation, body) => {
    const { contract, body: sent, id } = must(answerTo(ORDER, reservation));
    expect(envelop(contract, sent, id)).toMatchObject({ name, version: 1, body });
  });

  it('has nothing to say about a cancelled order', () => {
    expect(answerTo(ORDER, { outcome: 'cancelled', repeated: false })).toBeUndefined();
  });

  it('repeats an answer under the same id, which is a UUID', () => {
    const first = must(answerTo(ORDER, reserved));
    const again = must(answerTo(ORDER, { ...reserved, repeated: true }));
    expect(again).toEqual(first);
    expect(first.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('gives another order, and another answer, another id', () => {
    const ids = [answerTo(ORDER, reserved), answerTo(OTHER, reserved), answerTo(ORDER, rejected)].map(
      (a) => must(a).id,
    );
    expect(new Set(ids).size).toBe(3);
  });
});
