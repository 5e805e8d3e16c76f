import { readFileSync } from 'node:fs';
import { CatalogItem } from '@lab/contracts';
import { z } from 'zod';

/** A product as the catalogue file lists it; `stock` is the number of pieces that a new SKU starts with. */
export const Product = CatalogItem.omit({ available: true }).extend({
  stock: z.number().int().nonnegative().max(1_000_000_000),
});
export type Product = z.infer<typeof Product>;

const Products = z
  .array(Product)
  .min(1)
  .refine(
    (products) => new Set(products.map(({ sku }) => sku)).size === products.length,
    'names a SKU twice',
  );

/** The products on offer, by token. */
export const PRODUCTS = Symbol('Products');

/** Reads the catalogue file. Throws, naming the file and the problem: inventory cannot work without products. */
export function loadProducts(file: string): Product[] {
  try {
    return Products.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`CATALOG_FILE ${file}: ${why}`, { cause });
  }
}
