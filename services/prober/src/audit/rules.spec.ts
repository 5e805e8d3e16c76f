import { brokenStock, type Stock } from './rules';

const stock = (changes: Partial<Stock> = {}): Stock => ({
  sku: 'LAMP-01',
  initial: 10,
  available: 7,
  reserved: 2,
  sold: 1,
  ...changes,
});

describe('the stock', () => {
  it('is whole while its pieces add up', () => {
    expect(brokenStock([stock(), stock({ available: 10, reserved: 0, sold: 0 })])).toEqual([]);
  });

  it.each([
    ['lost a piece', { available: 6 }],
    ['has one too many', { reserved: 3 }],
    ['is negative, though it adds up', { available: -1, reserved: 10 }],
  ])('is broken where it %s', (_, changes) => {
    expect(brokenStock([stock(), stock({ sku: 'MUG-01', ...changes })])).toMatchObject([
      { rule: 'stock_not_conserved', subject: 'MUG-01' },
    ]);
  });
});
