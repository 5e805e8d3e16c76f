export { resolveEngine } from './resolve-engine.ts';
export type * from './engine.ts';
