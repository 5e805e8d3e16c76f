import { parseOutcome, toCatalog } from './stock';

const ID = '2f0c8a52-7d2a-4f0b-8a3e-5f4e1a9b7c21';

describe('parseOutcome', () => {
  it.each([
    ['rejected:out_of_stock:LAMP-01', { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' }],
    ['rejected:unknown_sku:NO-SUCH-1', { outcome: 'rejected', reason: 'unknown_sku', sku: 'NO-SUCH-1' }],
    ['rejected:no_room:LAMP-01', { outcome: 'rejected', reason: 'no_room', sku: 'LAMP-01' }],
  ])('reads %s', (outcome, expected) => {
    expect(parseOutcome(outcome, '', false)).toEqual(expected);
  });

  it.each([true, false])(
    'keeps the id of a reservation, and whether it is a repeated one: %s',
    (repeated) => {
      expect(parseOutcome('reserved', ID, repeated)).toEqual({ outcome: 'reserved', id: ID, repeated });
    },
  );

  it.each([
    '',
    'unseeded',
    'rejected',
    'rejected:because:LAMP-01',
    'rejected:out_of_stock:lamp',
    'rejected:out_of_stock:A:B',
  ])('refuses "%s", which no script of ours answers', (outcome) => {
    expect(() => parseOutcome(outcome, '', false)).toThrow('not the outcome of a reservation');
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
