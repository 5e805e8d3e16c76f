import { METRICS } from '@lab/contracts';
import { Gauge, type Registry, type RegistryContentType, register } from 'prom-client';

/** Shows how many publishes wait for the broker, out of the maxPendingPublishes that may; read when Prometheus scrapes. */
export const showUnconfirmed = (
  read: () => number,
  registry: Registry<RegistryContentType> = register,
): void => {
  new Gauge({
    registers: [registry],
    name: METRICS.messagesUnconfirmed,
    help: 'Publishes that wait to be written or confirmed',
    collect() {
      this.set(read());
    },
  });
};
