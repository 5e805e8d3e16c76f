import { join } from 'node:path';
import { builtScript, type ServiceName } from '../trio/trio.ts';

export const SIDES = ['bare', 'lab'] as const;
export type SideName = (typeof SIDES)[number];

/** Where the scripts of a side are, from the repository. */
export const SCRIPTS: Readonly<Record<SideName, (service: ServiceName) => string>> = {
  bare: (service) => join('bench/order-path/src', `${service}.ts`),
  lab: builtScript,
};
