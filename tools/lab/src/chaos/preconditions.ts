import { EnvironmentError } from '../errors.ts';
import type { Experiment } from './experiment.ts';
import type { Stage } from './stage.ts';

/** What an order passes. */
const SHOP = ['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'];

/** Before anything is touched: what the engine cannot do, and what is not ready. */
export async function refuseImpossible(
  { name, steps, hypothesis }: Experiment,
  { engine, target }: Pick<Stage, 'engine' | 'target'>,
): Promise<void> {
  const faults = steps.flatMap((step) => (step.kind === 'fault' ? [step] : []));
  const unsupported = faults.find(({ action }) => !action.engines.includes(engine));
  if (unsupported !== undefined)
    throw new EnvironmentError(`${name}: ${unsupported.name} is not supported on the ${engine} engine`);
  for (const { action } of faults) await action.check?.(target);
  const needed = new Set([...SHOP, ...hypothesis.needs, ...faults.flatMap(({ action }) => action.services)]);
  const status = await target.status();
  const away = [...needed].flatMap((service) => {
    const found = status.find((each) => each.name === service);
    if (found === undefined) return [`${service} (not part of this lab)`];
    return found.ready ? [] : [`${service} (${found.state})`];
  });
  if (away.length > 0)
    throw new EnvironmentError(`${name} needs services that are not ready: ${away.join(', ')}. Run lab up`);
}
