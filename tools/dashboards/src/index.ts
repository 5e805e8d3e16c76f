export type { Board } from './board.ts';
export { BOARDS } from './boards.ts';
export { type Fault, FAULTS, type Mover, PROOFS } from './fault.ts';
export { analyse } from './promql/analyse.ts';
export { knownMetrics, type RecordingRule } from './promql/metrics.ts';
export { selectorsOf } from './promql/selectors.ts';
