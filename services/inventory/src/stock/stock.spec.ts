import { parseOutcome, toCatalog } from './stock';

describe('parseOutcome', () => {
  it.each([
    ['reserved', { outcome: 'reserved', repeated: false }],
    ['cancelled', { outcome: 'cancelled', repeated: false }],
    [
      'rejected:out_of_stock:LAMP-01',
      { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01', repeated: false },
    ],
    [
      'rejected:unknown_sku:NO-SUCH-1',
      { outcome: 'rejected', reason: 'unknown_sku', sku: 'NO-SUCH-1', repeated: false },
    ],
  ])('reads %s', (recorded, expected) => {
    expect(parseOutcome(recorded, false)).toEqual(expected);
  });

  it('keeps that the answer is a repeated one', () => {
    expect(parseOutcome('reserved', true)).toEqual({ outcome: 'reserved', repeated: true });
  });

  it.each([
    '',
    'unseeded',
    'rejected',
    'rejected:because:LAMP-01',
    'rejected:out_of_stock:lamp',
    'rejected:out_of_stock:A:B',
  ])('refuses "%s", which no script of ours records', (recorded) => {
    expect(() => parseOutcome(recorded, false)).toThrow('not the outcome of a reservation');
  });
});

describe('toCatalog', () => {
  const products = [
    { sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, stock: 10 },
    { sku: 'MUG-01', name: 'Mug', priceCents: 900, stock: 20 },
  ];

  it('lists the products in the order of the file, with what is left and without what they started with', () => {
    expect(toCatalog(products, { 'MUG-01': '20', 'LAMP-01': '7', 'GONE-01': '5' })).toEqual({
      items: [
        { sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, available: 7 },
        { sku: 'MUG-01', name: 'Mug', priceCents: 900, available: 20 },
      ],
    });
  });

  it('is no catalogue while the stock of one product is missing', () => {
    expect(toCatalog(products, { 'LAMP-01': '7' })).toBeUndefined();
  });
});
