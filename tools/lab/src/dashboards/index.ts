// Grafana's dashboards as data: reading them, and what to ask the stores to show them. Pure: `lab dash`'s page runs the same code
// in the browser, apart from reading, which needs zod.
export type { Dashboard, Panel } from './dashboard.ts';
export { queriesOf } from './dashboard.ts';
export type { TimeRange } from './interpolate.ts';
export { readDashboard } from './read-dashboard.ts';
export { requestsOf, type StoreRequest, type View } from './requests.ts';
export { resolveVariables } from './variables.ts';
