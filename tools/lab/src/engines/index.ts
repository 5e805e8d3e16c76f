export { checkPorts } from './native/check-ports.ts';
export { resolveEngine, resolveUndoing } from './resolve-engine.ts';
export type * from './engine.ts';
