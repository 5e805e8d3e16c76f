import type { Engine, ServiceStatus } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import type { Journey } from './journeys.ts';

/** What an order passes, and what a page passes. */
const NEEDED = [
  ...['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'],
  ...['prometheus', 'alertmanager', 'oncall'],
];
/** Who counts the prober's objectives, and what a trace and a log line pass until the prober finds them. */
const NEEDED_BY_PROBER = ['prober', 'otel-collector', 'jaeger', 'fluent-bit', 'loki'];

/** An objective that is to be proven. */
export interface Provable {
  readonly objective: { readonly name: string };
  readonly journey: Journey;
}

/** As much of an engine as the check needs. */
export interface Checked {
  readonly services: readonly Pick<Engine['services'][number], 'name' | 'environment'>[];
  status(): Promise<readonly Pick<ServiceStatus, 'name' | 'ready'>[]>;
}

/** Rejects where a proof would only find out minutes later that it cannot work. */
export async function refuseIfNotReady(engine: Checked, chosen: readonly Provable[]): Promise<void> {
  const probed = chosen.filter(({ journey }) => journey.clients === undefined);
  const prober = engine.services.find(({ name }) => name === 'prober');
  if (probed.length > 0 && prober?.environment['PROBE_INTERVAL_MS'] === '0')
    throw new EnvironmentError(
      `the prober is off (PROBE_INTERVAL_MS=0), and without it nothing counts ${namesOf(probed)}. ` +
        'Unset it in .env and the environment, and run lab up; or name the objectives to prove',
    );
  const ready = new Set((await engine.status()).filter((service) => service.ready).map(({ name }) => name));
  const needed = probed.length > 0 ? [...NEEDED, ...NEEDED_BY_PROBER] : NEEDED;
  const away = needed.filter((name) => !ready.has(name));
  if (away.length > 0)
    throw new EnvironmentError(`not ready: ${away.join(', ')}. A proof needs them: run lab up`);
}

const namesOf = (provable: readonly Provable[]): string =>
  provable.map(({ objective }) => objective.name).join(', ');
