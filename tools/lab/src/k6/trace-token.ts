import type { Engine } from '../engines/engine.ts';

/** What the gateway of this lab was given, so that it continues the traces of the run. */
export const traceTokenOf = ({ services }: Pick<Engine, 'services'>): string =>
  services.find(({ name }) => name === 'gateway')?.environment['TRACE_TOKEN'] ?? 'lab';
