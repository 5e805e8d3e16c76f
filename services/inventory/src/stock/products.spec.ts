import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalog, PlaceOrder } from '@lab/contracts';
import { loadProducts } from './products';
import { toCatalog } from './stock';

const SHIPPED = join(__dirname, 'catalog.json');

describe('the catalogue that ships', () => {
  const products = loadProducts(SHIPPED);

  it('offers about fifty products, the lamp of the documentation among them', () => {
    expect(products.length).toBeGreaterThanOrEqual(45);
    expect(products.map(({ sku }) => sku)).toContain('LAMP-01');
  });

  it('keeps the contract of GET /catalog, and each of its SKUs can be ordered', () => {
    const available = Object.fromEntries(products.map(({ sku, stock }) => [sku, String(stock)]));
    expect(Catalog.parse(toCatalog(products, available)).items).toHaveLength(products.length);
    for (const { sku } of products) {
      expect(PlaceOrder.safeParse({ customerId: 'c-17', lines: [{ sku, quantity: 1 }] }).success).toBe(true);
    }
  });

  it('has plenty of all but the one product that is there to be sold out', () => {
    const scarce = products.filter(({ stock }) => stock < 1_000_000);
    expect(scarce.map(({ sku }) => sku)).toEqual(['PRINT-01']);
  });
});

describe('loadProducts', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'catalog-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const lamp = { sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, stock: 10 };

  it.each([
    ['no JSON', '[{', /Unexpected|Expected/],
    ['no list', '{}', /expected array/],
    ['an empty list', '[]', /Too small/],
    ['a bad SKU', JSON.stringify([{ ...lamp, sku: 'lamp' }]), /\[0\]\.sku/],
    ['a negative stock', JSON.stringify([{ ...lamp, stock: -1 }]), /\[0\]\.stock/],
    ['half a piece', JSON.stringify([lamp, { ...lamp, sku: 'B-1', stock: 0.5 }]), /\[1\]\.stock/],
    ['a SKU twice', JSON.stringify([lamp, lamp]), /names a SKU twice/],
  ])('refuses %s and names the file', (_what, text, why) => {
    const file = join(directory, 'catalog.json');
    writeFileSync(file, text);
    expect(() => loadProducts(file)).toThrow(why);
    expect(() => loadProducts(file)).toThrow(`CATALOG_FILE ${file}: `);
  });

  it('refuses a file that is not there', () => {
    expect(() => loadProducts(join(directory, 'none.json'))).toThrow(/CATALOG_FILE .*ENOENT/);
  });
});
