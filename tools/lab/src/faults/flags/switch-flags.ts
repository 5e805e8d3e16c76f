import { flagRevision } from '@lab/contracts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { EnvironmentError } from '../../errors.ts';
import type { FaultyService } from './fault-key.ts';
import { type FlagSet, writeFlags } from './flag-file.ts';
import { storeFlagFile } from './flag-store.ts';
import { type FlagsOf, untilInForce } from './in-force.ts';

/** Where each service serves its health to operators. */
const PORTS = { gateway: 8084, orders: 8081, inventory: 8082 } as const satisfies Record<
  FaultyService,
  number
>;
const SERVICES = Object.keys(PORTS) as FaultyService[];
/** What the slowest effect takes, filling a table, several times over. */
const IN_FORCE_WITHIN_MS = 60_000;

export type Switchable = Pick<Engine, 'runBeside' | 'address' | 'status'>;

/** Makes these flags the ones that are on. Resolves once they are in force in every service that has flags and runs. */
export const switchFlags = async (engine: Switchable, flags: FlagSet, signal: AbortSignal): Promise<void> => {
  const text = writeFlags(flags);
  const running = await runningOf(engine);
  await storeFlagFile(engine, text);
  const waiting = { revision: flagRevision(text), withinMs: IN_FORCE_WITHIN_MS, signal };
  await untilInForce(running, waiting);
};

const runningOf = async (engine: Switchable): Promise<FlagsOf[]> => {
  const states = new Map((await engine.status()).map(({ name, state }) => [name, state]));
  const running = SERVICES.filter((service) => states.get(service) === 'running');
  if (running.length === 0)
    throw new EnvironmentError(`none of ${SERVICES.join(', ')} runs; run \`lab up\` first`);
  return running.map((service) => ({ service, url: httpUrl(engine, service, PORTS[service]) }));
};
