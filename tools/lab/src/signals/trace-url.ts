import { type Engine, httpUrl } from '../engines/engine.ts';

/** Where a trace is looked at: this and its id. The native build of Jaeger has no web page; its API answers with the same trace. */
export const traceUrlOf = (engine: Pick<Engine, 'name' | 'address'>): string =>
  httpUrl(engine, 'jaeger', 16686) + (engine.name === 'native' ? '/api/traces/' : '/trace/');
