// The local page: dashboards, traces and logs. `page/` runs in the browser, the rest is the server that it comes from.
export { CannotListen } from './errors.ts';
export { type DashServer, type ServerOptions, startServer } from './server.ts';
export type { StoreUrls } from './stores.ts';
