import { defineMessage } from '@lab/contracts';
import { z } from 'zod';
import { routesByQueue } from './routes';

const contract = defineMessage({ name: 'tests.thing-tested', version: 1, body: z.object({}) });
const queue = { name: 'tests.things', messages: [contract] };
const handler = { handle: () => Promise.resolve() };

describe('routesByQueue', () => {
  it('collects the handlers of one queue, version by version', () => {
    const next = { ...contract, version: 2 };
    const routes = routesByQueue([
      { queue, contract, handler },
      { queue: { ...queue }, contract: next, handler },
    ]);
    expect([...routes.values()]).toEqual([
      [
        { contract, handler },
        { contract: next, handler },
      ],
    ]);
  });

  it('refuses two handlers of the same message', () => {
    const found = { queue, contract, handler };
    expect(() => routesByQueue([found, found])).toThrow(
      'tests.thing-tested v1 on tests.things: has two handlers',
    );
  });

  it('refuses a handler whose message never reaches its queue', () => {
    const unbound = { name: 'tests.others', messages: [] };
    expect(() => routesByQueue([{ queue: unbound, contract, handler }])).toThrow('the queue is not bound');
  });
});
