import type { QueueDefinition } from '@lab/contracts';
import type { Consumption, MessageHandler } from './consumes.decorator';
import type { Route } from './decode';

type Found = Consumption & { readonly handler: MessageHandler<unknown> };

/** Sorts handlers by queue; throws at start what would otherwise be a handler that never or not alone gets its messages. */
export const routesByQueue = (found: readonly Found[]): Map<QueueDefinition, Route[]> => {
  const queues = new Map<string, { queue: QueueDefinition; routes: Route[] }>();
  for (const { queue, contract, handler } of found) {
    const what = `${contract.name} v${contract.version} on ${queue.name}`;
    if (!queue.messages.some(({ name }) => name === contract.name)) {
      throw new Error(`${what}: the queue is not bound to this message`);
    }
    const entry = queues.get(queue.name) ?? { queue, routes: [] };
    if (
      entry.routes.some(
        (route) => route.contract.name === contract.name && route.contract.version === contract.version,
      )
    ) {
      throw new Error(`${what}: has two handlers`);
    }
    entry.routes.push({ contract, handler });
    queues.set(queue.name, entry);
  }
  return new Map([...queues.values()].map(({ queue, routes }) => [queue, routes]));
};
