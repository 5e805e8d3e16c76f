import type { Delivery } from './delivery';
import type { Processed } from './delivery.processor';
import { Flow } from './flow';

const AWAY = 'inventory.redis_unavailable: away';

interface FakeDelivery {
  readonly id: string;
  readonly gone: AbortSignal;
  isWornOut: boolean;
}

describe('Flow', () => {
  /** Each handling, in order; `id!` is one that counts as an attempt when it fails. */
  let handled: string[];
  let events: string[];
  let failing: (id: string) => boolean;
  let renewed: string[];
  let flow: Flow;
  let channel: AbortController;

  beforeEach(() => {
    jest.useFakeTimers();
    [handled, events, renewed, channel] = [[], [], [], new AbortController()];
    failing = () => false;
    flow = new Flow({
      process: async (delivery, mayWait): Promise<Processed> => {
        const { id } = delivery as unknown as FakeDelivery;
        handled.push(mayWait ? id : `${id}!`);
        await Promise.resolve();
        if (!failing(id)) return { end: 'passed' };
        return mayWait ? { end: 'unavailable', reason: AWAY } : { end: 'settled' };
      },
      renew: (delivery) => {
        renewed.push((delivery as unknown as FakeDelivery).id);
        return Promise.resolve(true);
      },
      passed: () => undefined,
      paused: (reason) => void events.push(`paused: ${reason}`),
      resumed: () => void events.push('resumed'),
    });
  });
  afterEach(() => {
    flow.stop();
    jest.useRealTimers();
  });

  const take = (...ids: string[]): void => {
    for (const id of ids)
      flow.take({ id, gone: channel.signal, isWornOut: id.startsWith('worn') } as unknown as Delivery);
  };
  const after = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  const distinct = () => new Set(handled);

  it('starts no more handlers in an outage, tries one message at a time, ever less often, and reports it once', async () => {
    failing = () => true;
    take('a', 'b');
    await after(0);
    take('c', 'd');
    await after(600_000);
    expect(handled.length).toBeLessThan(260); // at most every 2.5 s
    expect(handled.length).toBeGreaterThan(110); // at least every 5 s
    expect(distinct()).toEqual(new Set(['a', 'b', 'c', 'd'])); // none of them counted as an attempt
    expect(events).toEqual([`paused: ${AWAY}`]);
  });

  it('handles everything that it held, in order, once one passes', async () => {
    failing = () => true;
    take('a', 'b', 'c');
    await after(60_000);
    take('d');
    [failing, handled] = [() => false, []];
    await after(5_000);
    const [trial, ...rest] = handled;
    expect([trial, ...rest].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(rest).toEqual([...rest].sort());
    expect(events).toEqual([`paused: ${AWAY}`, 'resumed']);
    take('e');
    await after(0);
    expect(handled.at(-1)).toBe('e');
  });

  it('lets a message that fails by itself count its failures as attempts, and holds no other up', async () => {
    failing = (id) => id === 'poison';
    take('poison');
    for (let n = 0; n < 10; n += 1) {
      await after(10);
      take(`good-${n}`);
    }
    await after(5_000);
    expect(handled.filter((id) => id.startsWith('poison'))).toEqual([
      'poison',
      'poison',
      'poison',
      'poison!',
    ]);
    expect(handled.filter((id) => id.startsWith('good'))).toHaveLength(10);
    expect(events).toEqual([]); // no outage
  });

  it('tries a message that fails alone by itself, until another one shows whose fault it is', async () => {
    failing = (id) => id === 'poison';
    take('poison');
    await after(60_000);
    expect(events).toEqual([`paused: ${AWAY}`]);
    take('good');
    await after(0);
    expect(handled.at(-2)).toBe('good');
    expect(events).toEqual([`paused: ${AWAY}`, 'resumed']);
  });

  it('holds nothing of a channel that is gone', async () => {
    failing = () => true;
    take('a', 'b');
    await after(10_000);
    channel.abort();
    handled = [];
    await after(5_000);
    expect(handled).toEqual([]);
    expect(events.at(-1)).toBe('resumed');
  });

  it('moves on what the broker will soon have delivered too often, and stays paused', async () => {
    failing = () => true;
    take('worn', 'a');
    await after(60_000);
    expect(renewed).toEqual(['worn']);
    expect(handled.filter((id) => id === 'worn')).toHaveLength(1);
    expect(events).toEqual([`paused: ${AWAY}`]);
  });

  it('tries nothing any more once it is stopped', async () => {
    failing = () => true;
    take('a', 'b');
    await after(1_000);
    flow.stop();
    handled = [];
    take('c');
    await after(60_000);
    expect(handled).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
