import { failure, line } from '../k6/testing/lines.ts';
import { conservationOf, type StoredOrder } from './conservation.ts';

const stored = (key: string, id = `id-${key}`): StoredOrder => ({ key, id, createdAt: 0, settledAt: 1 });
const accepted = (key: string, id = `id-${key}`) => line({ key, id });
const NOTHING = {
  ...{ attempted: 0, acknowledged: 0, ok: 0, lost: 0, unexpected: 0, duplicated: 0 },
  ...{ recovered: 0, refused: 0, indeterminate: 0, examples: [] },
};

describe('what became of the orders of a load', () => {
  it('is ok where each accepted order is in the store', () => {
    const lines = [failure({ key: 'a', status: 503 }), accepted('a'), accepted('b')];
    expect(conservationOf(lines, [stored('a'), stored('b')])).toEqual({
      ...NOTHING,
      ...{ attempted: 2, acknowledged: 2, ok: 2 },
    });
  });

  it.each([
    ['lost', [accepted('a')], [], { attempted: 1, acknowledged: 1, lost: 1, examples: ['a'] }],
    [
      'lost, where the store has another order under its key',
      [accepted('a')],
      [stored('a', 'other')],
      { attempted: 1, acknowledged: 1, lost: 1, examples: ['a'] },
    ],
    ['unexpected', [], [stored('x')], { unexpected: 1, examples: ['x'] }],
    [
      'duplicated, where the client was promised two orders',
      [accepted('a', 'one'), accepted('a', 'two')],
      [stored('a', 'one'), stored('a', 'two')],
      { attempted: 1, acknowledged: 1, ok: 1, duplicated: 1, examples: ['a'] },
    ],
    [
      'duplicated, where the store has two',
      [accepted('a')],
      [stored('a'), stored('a', 'again')],
      { attempted: 1, acknowledged: 1, ok: 1, duplicated: 1, examples: ['a'] },
    ],
    ['recovered', [failure({ key: 'a', status: 0 })], [stored('a')], { attempted: 1, recovered: 1 }],
    ['indeterminate', [failure({ key: 'a', status: 503 })], [], { attempted: 1, indeterminate: 1 }],
    ['indeterminate after 429', [failure({ key: 'a', status: 429 })], [], { attempted: 1, indeterminate: 1 }],
    ['refused', [failure({ key: 'a', status: 422 })], [], { attempted: 1, refused: 1 }],
  ])('is %s', (_what, lines, orders, expected) => {
    expect(conservationOf(lines, orders)).toEqual({ ...NOTHING, ...expected });
  });

  it('counts orders only', () => {
    expect(conservationOf([line({ name: 'GET /catalog' })], [])).toEqual(NOTHING);
  });
});
