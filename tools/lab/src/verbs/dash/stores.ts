import type { Store } from '@lab/boards';
import { type Engine, httpUrl } from '../../engines/engine.ts';

export type StoreUrls = Readonly<Record<Store, string>>;

export const STORE_TITLES: Readonly<Record<Store, string>> = {
  prometheus: 'Prometheus',
  loki: 'Loki',
  jaeger: 'Jaeger',
};

const PORTS: Readonly<Record<Store, number>> = { prometheus: 9090, loki: 3100, jaeger: 16686 };

/** Where the lab's stores are, on either engine. */
export const storeUrlsOf = (engine: Pick<Engine, 'address'>): StoreUrls => {
  const url = (store: Store): string => httpUrl(engine, store, PORTS[store]);
  return { prometheus: url('prometheus'), loki: url('loki'), jaeger: url('jaeger') };
};

/** What the page may ask of a store: queries, nothing that changes or administers it. */
const READABLE: Readonly<Record<Store, RegExp>> = {
  prometheus: /^\/api\/v1\/(query|query_range|query_exemplars|series|labels|label\/[A-Za-z_]\w*\/values)$/,
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
