// Grafana's dashboards as data: what to ask the stores to show them, and what a panel shows of the answers. Pure: the page of
// `lab dash` runs it in the browser. Reading the JSON needs zod, which the browser does not have: `@lab/boards/read`.
export { aligned } from './answers/align.ts';
export { dataOf, entriesIn } from './answers/answers.ts';
export { type Bucket, bucketLimit, bucketsOf } from './answers/buckets.ts';
export {
  type Cell,
  type Column,
  type Exemplar,
  joined,
  type Labels,
  type LogEntry,
  NOTHING,
  type PanelData,
  type Point,
  type Series,
} from './answers/frame.ts';
export { reduce, REDUCER_TITLES } from './answers/reduce.ts';
export { type State, statesOf } from './answers/states.ts';
export { tellingExemplars } from './answers/telling-exemplars.ts';
export { transformed } from './answers/transform.ts';
export {
  type Dashboard,
  type FieldConfig,
  type Link,
  type Mapping,
  type Override,
  type Panel,
  queriesOf,
  type Store,
} from './dashboard.ts';
export type { TimeRange } from './interpolate.ts';
export { durationMs } from './interval.ts';
export { linesRequest, requestsOf, type StoreRequest, tracesRequest, type View } from './requests.ts';
export { ALL, type ResolvedVariable, resolveVariables } from './variables.ts';
