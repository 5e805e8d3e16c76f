// Grafana's dashboards as data: reading them, and what to ask the stores to show them. Pure: `lab dash`'s page runs the same code
// in the browser, apart from reading, which needs zod.
export type { Dashboard, Panel, PanelQuery, Store, Target, Variable } from './dashboard.ts';
export { queriesOf } from './dashboard.ts';
export { interpolate, type Scope, type TimeRange, type Value } from './interpolate.ts';
export { readDashboard, UnsupportedDashboard } from './read-dashboard.ts';
export { requestsOf, scopeOf, type StoreRequest, type View } from './requests.ts';
export { type ResolvedVariable, resolveVariables } from './variables.ts';
