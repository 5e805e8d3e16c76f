import { InvalidInput, Unavailable, type Envelope } from '@lab/contracts';
import { type MessagePublisher, PublishFailed } from '@lab/messaging';
import { Logger } from '@nestjs/common';
import type { OutboxMetrics } from './outbox.metrics';
import { OutboxRelay } from './outbox.relay';
import type { Claim, OutboxMessage, OutboxRepository, Refused } from './outbox.repository';

const CONFIG = { OUTBOX_BATCH_SIZE: 3, OUTBOX_LINGER_MS: 10, OUTBOX_POLL_MS: 1_000 };

const message = (id: string, traceparent: string | null = null): OutboxMessage => ({
  id,
  orderId: `order-${id}`,
  envelope: { id, name: 'orders.order-placed', version: 1, time: '2026-11-22T10:00:00Z', body: {} },
  traceparent,
  attempts: 0,
  waitedMs: 12.5,
  isFollowed: false,
});

/** An outbox in memory; `claims` counts the batches that were asked for. */
class FakeOutbox {
  waiting: OutboxMessage[] = [];
  deferred: string[] = [];
  parked: Refused[] = [];
  /** How many messages each batch asked for. */
  limits: number[] = [];
  claims = 0;
  failsWith: Error | undefined;

  async withClaim<T>(limit: number, work: (claim: Claim) => Promise<T>): Promise<T> {
    this.claims += 1;
    this.limits.push(limit);
    if (this.failsWith !== undefined) throw this.failsWith;
    return work({
      messages: this.waiting.slice(0, limit),
      remove: (ids) => {
        this.waiting = this.waiting.filter(({ id }) => !ids.includes(id));
        return Promise.resolve();
      },
      defer: (ids) => {
        this.deferred.push(...ids);
        return Promise.resolve();
      },
      park: (refused) => {
        this.parked.push(...refused);
        const ids = refused.map(({ id }) => id);
        this.waiting = this.waiting.filter(({ id }) => !ids.includes(id));
        return Promise.resolve();
      },
    });
  }
}

// Some tests provoke what is logged.
Logger.overrideLogger(false);

describe('OutboxRelay', () => {
  let outbox: FakeOutbox;
  let sent: { id: string; origin: unknown; waitedMs: unknown }[];
  let failures: Map<string, Error>;
  let counted: { sent: number; failed: number; parked: number }[];
  let relay: OutboxRelay;

  beforeEach(() => {
    jest.useFakeTimers();
    [outbox, sent, failures, counted] = [new FakeOutbox(), [], new Map(), []];
    const publisher = {
      send: (
        { id }: Envelope,
        origin?: { traceparent: string },
        attributes?: Record<string, unknown>,
      ): Promise<void> => {
        const failure = failures.get(id);
        if (failure !== undefined) return Promise.reject(failure);
        sent.push({ id, origin, waitedMs: attributes?.['lab.outbox.wait_ms'] });
        return Promise.resolve();
      },
    } as unknown as MessagePublisher;
    const metrics = {
      relayedBatch: (counts: { sent: number; failed: number; parked: number }) => counted.push(counts),
    } as unknown as OutboxMetrics;
    relay = new OutboxRelay(outbox as unknown as OutboxRepository, publisher, metrics, CONFIG);
  });
  afterEach(async () => {
    await relay.onModuleDestroy();
    jest.useRealTimers();
  });

  describe('one batch', () => {
    it('sends each message in the trace it was stored in, with how long it waited, and removes it', async () => {
      outbox.waiting = [message('1', '00-trace-1'), message('2')];

      await expect(relay.relayBatch()).resolves.toBe('done');

      expect(sent).toEqual([
        { id: '1', origin: { traceparent: '00-trace-1' }, waitedMs: 12.5 },
        { id: '2', origin: undefined, waitedMs: 12.5 },
      ]);
      expect(outbox.waiting).toEqual([]);
      expect(counted).toEqual([{ sent: 2, failed: 0, parked: 0 }]);
    });

    it.each([
      ['unroutable', new PublishFailed('messaging.unroutable', 'orders.order-placed')],
      ['broken', new TypeError('cannot be published')],
    ])('sets aside a message that is %s, and sends the others', async (_, failure) => {
      outbox.waiting = ['1', '2', '3'].map((id) => message(id));
      failures.set('2', failure);

      await expect(relay.relayBatch()).resolves.toBe('more');

      expect(sent.map(({ id }) => id)).toEqual(['1', '3']);
      expect(outbox.waiting.map(({ id }) => id)).toEqual(['2']);
      expect(outbox.deferred).toEqual(['2']);
      expect(counted).toEqual([{ sent: 2, failed: 1, parked: 0 }]);
      expect(outbox.parked).toEqual([]);
    });

    const tooLarge = new InvalidInput([{ field: 'body', message: 'too large' }], 'messaging.too_large');
    it.each([
      ['at once what is too large', 0, tooLarge, 'messaging.too_large'],
      ['what stays unroutable', 4, new PublishFailed('messaging.unroutable', 'x'), 'messaging.unroutable'],
      ['what cannot be encoded', 4, new TypeError('no routing key'), 'unpublishable'],
      [
        'what the broker refuses, sent alone',
        4,
        new PublishFailed('messaging.refused', 'x'),
        'messaging.refused',
      ],
    ])('parks %s, and leads on to the next message of its order', async (_, attempts, failure, reason) => {
      outbox.waiting = [{ ...message('1'), attempts, isFollowed: true }];
      failures.set('1', failure);

      await expect(relay.relayBatch()).resolves.toBe('more');

      expect(outbox.parked).toEqual([{ id: '1', reason, detail: failure.message }]);
      expect(outbox.waiting).toEqual([]);
      expect(outbox.deferred).toEqual([]);
      expect(counted).toEqual([{ sent: 0, failed: 0, parked: 1 }]);
    });

    it.each(['messaging.nacked', 'messaging.undeclared', 'messaging.denied', 'messaging.timeout'] as const)(
      'never parks for %s, which somebody will mend',
      async (code) => {
        outbox.waiting = [{ ...message('1'), attempts: 1_000 }, message('2')];
        failures.set('1', new PublishFailed(code, 'orders.order-placed'));
        await relay.relayBatch(); // beside another one
        await relay.relayBatch(); // and by itself

        expect(outbox.parked).toEqual([]);
        expect(outbox.waiting.map(({ id }) => id)).toEqual(['1']);
      },
    );

    it('sends one by one, blaming none, once the broker has closed the channel because of one among several', async () => {
      outbox.waiting = [message('1'), { ...message('2'), attempts: 4 }, message('3')];
      for (const id of ['1', '2', '3']) failures.set(id, new PublishFailed('messaging.refused', 'x'));
      await expect(relay.relayBatch()).resolves.toBe('more');
      expect([outbox.deferred, outbox.parked]).toEqual([[], []]);

      failures = new Map([['2', new PublishFailed('messaging.refused', 'x')]]);
      for (let batch = 0; batch < 4; batch += 1) await relay.relayBatch();

      expect(outbox.limits).toEqual([3, 1, 1, 1, 3]);
      expect(sent.map(({ id }) => id)).toEqual(['1', '3']);
      expect(outbox.parked.map(({ id }) => id)).toEqual(['2']);
    });

    it('sets aside the one message that times out while others pass', async () => {
      outbox.waiting = [message('1'), message('2')];
      failures.set('1', new PublishFailed('messaging.timeout', 'orders.order-placed'));

      await expect(relay.relayBatch()).resolves.toBe('done');
      expect(outbox.deferred).toEqual(['1']);
    });

    it.each(['messaging.disconnected', 'messaging.timeout', 'messaging.busy'] as const)(
      'blames no message when all fail with %s',
      async (code) => {
        outbox.waiting = [message('1'), message('2')];
        for (const id of ['1', '2']) failures.set(id, new PublishFailed(code, 'orders.order-placed'));

        await expect(relay.relayBatch()).resolves.toBe('away');
        expect(outbox.deferred).toEqual([]);
        expect(outbox.waiting).toHaveLength(2);
      },
    );
  });

  describe('a message that another of its order waits for', () => {
    const followed = { ...message('1'), isFollowed: true };

    it('leads on to the next batch at once when it was sent', async () => {
      outbox.waiting = [followed];

      await expect(relay.relayBatch()).resolves.toBe('more');
    });

    it('leads on to nothing when it failed', async () => {
      outbox.waiting = [followed, message('2')];
      failures.set('1', new TypeError('cannot be published'));

      await expect(relay.relayBatch()).resolves.toBe('done');
    });
  });

  describe('the loop', () => {
    it('goes straight on while batches are full', async () => {
      outbox.waiting = ['1', '2', '3', '4', '5', '6', '7'].map((id) => message(id));
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(0);

      expect(sent).toHaveLength(7);
      expect(outbox.claims).toBe(3);
    });

    it('lets orders gather after a wake-up, and sends them as one batch', async () => {
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(0);
      outbox.waiting = [message('1')];
      relay.wake();
      await jest.advanceTimersByTimeAsync(9);
      outbox.waiting.push(message('2'));
      relay.wake();
      expect(sent).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);

      expect(sent).toHaveLength(2);
      await jest.advanceTimersByTimeAsync(500);
      expect(outbox.claims).toBe(2); // the empty one at the start, and this
    });

    it('looks again at its poll when nothing wakes it', async () => {
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(0);
      outbox.waiting = [message('1')];

      await jest.advanceTimersByTimeAsync(999);
      expect(sent).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(sent).toHaveLength(1);
    });

    it('backs off while Postgres or the broker is away, and goes on afterwards', async () => {
      outbox.failsWith = new Unavailable('orders.postgres_unavailable', 'away', 1);
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(60_000);
      expect(outbox.claims).toBeGreaterThan(12);
      expect(outbox.claims).toBeLessThan(40);

      outbox.failsWith = undefined;
      outbox.waiting = [message('1')];
      await jest.advanceTimersByTimeAsync(5_000);
      expect(sent).toHaveLength(1);
    });

    it('does not try once more when it stops while nothing answers', async () => {
      outbox.failsWith = new Unavailable('orders.postgres_unavailable', 'away', 1);
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(0);

      await relay.onModuleDestroy();

      expect(outbox.claims).toBe(1);
    });

    it('sends what was just committed before it stops', async () => {
      relay.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(0);
      outbox.waiting = [message('1')];
      relay.wake();

      await relay.onModuleDestroy();

      expect(sent).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
