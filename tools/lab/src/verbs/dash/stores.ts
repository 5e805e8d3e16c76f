import type { StoreUrls } from '@lab/dash';
import { type Engine, httpUrl } from '../../engines/engine.ts';

type Store = keyof StoreUrls;

const PORTS: Readonly<Record<Store, number>> = { prometheus: 9090, loki: 3100, jaeger: 16686 };

/** Where the lab's stores are, on either engine. */
export const storeUrlsOf = (engine: Pick<Engine, 'address'>): StoreUrls => {
  const url = (store: Store): string => httpUrl(engine, store, PORTS[store]);
  return { prometheus: url('prometheus'), loki: url('loki'), jaeger: url('jaeger') };
};
