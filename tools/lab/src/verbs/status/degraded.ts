import { observersOf } from '../../model/order.ts';
import type { ServiceStatus } from '../../engines/engine.ts';
import type { ServiceModel } from '../../model/model.ts';

/** Which services that only look at the lab are not ready; undefined where all are, or the lab is down. */
export function degradedLine(
  status: readonly ServiceStatus[],
  services: readonly ServiceModel[],
): string | undefined {
  if (status.every(({ state }) => state === 'absent')) return undefined;
  const observers = observersOf(services);
  const away = status.filter(({ name, ready }) => observers.has(name) && !ready);
  return away.length === 0
    ? undefined
    : `degraded: ${away.map(({ name, state }) => `${name} (${state})`).join(', ')}; the lab still accepts orders`;
}
