import type { Store } from '@lab/boards';

/** Where each store answers, without a path. */
export type StoreUrls = Readonly<Record<Store, string>>;

export const STORE_TITLES: Readonly<Record<Store, string>> = {
  prometheus: 'Prometheus',
  loki: 'Loki',
  jaeger: 'Jaeger',
};

/** What the page may ask of a store: queries, nothing that changes or administers it. */
const READABLE: Readonly<Record<Store, RegExp>> = {
  prometheus:
    /^\/api\/v1\/(alerts|query|query_range|query_exemplars|series|labels|label\/[A-Za-z_]\w*\/values)$/,
  loki: /^\/loki\/api\/v1\/(query|query_range|labels|label\/[A-Za-z_]\w*\/values)$/,
  jaeger: /^\/api\/(services|services\/[^/]+\/operations|traces|traces\/[0-9a-f]{1,32})$/,
};

/** `/api/<store>/<path>` → the store and what to ask it; undefined for what the page has no business with. */
export function readableIn(path: string): { store: Store; path: string } | undefined {
  const [, name, rest = ''] = /^\/api\/(prometheus|loki|jaeger)(\/.*)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const store = name as Store;
  return READABLE[store].test(rest) && !rest.includes('..') ? { store, path: rest } : undefined;
}
