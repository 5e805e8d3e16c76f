export { checkPorts } from './native/check-ports.ts';
export { resolveEngine } from './resolve-engine.ts';
export type * from './engine.ts';
