import { Logger } from '@nestjs/common';
import { type Channel, type ConsumeMessage, IllegalOperationError } from 'amqplib';
import type { OutgoingMessage } from '../broker/confirmed-sender';
import { PublishFailed } from '../publish/publish-failed';
import { Delivery } from './delivery';
import { DeliverySettler } from './delivery.settler';

const PARK = { settle: 'park', reason: 'invalid', detail: 'why' } as const;
const RETRY = { settle: 'retry', delaySeconds: 5, reason: 'tests.down', detail: 'why' } as const;

describe('DeliverySettler', () => {
  /** What happened, in order. */
  let events: string[];
  let gone: AbortController;

  beforeEach(() => {
    Logger.overrideLogger(false);
    events = [];
    gone = new AbortController();
  });
  afterEach(() => jest.useRealTimers());

  const delivery = (ack = () => void events.push('ack'), redelivered = false): Delivery => {
    const message = {
      fields: { redelivered },
      properties: { headers: {} },
      content: Buffer.from('body'),
    } as unknown as ConsumeMessage;
    const channel = {
      ack,
      nack: (_: unknown, __: boolean, requeue: boolean) => void events.push(`nack, requeue ${requeue}`),
      reject: (_: unknown, requeue: boolean) => void events.push(`reject, requeue ${requeue}`),
    };
    return new Delivery('tests.things', message, channel as unknown as Channel, gone.signal);
  };
  const settler = (...results: (Error | undefined)[]): DeliverySettler =>
    new DeliverySettler({
      transmit: async ({ exchange, routingKey, content }: OutgoingMessage, _parent, options) => {
        for (;;) {
          events.push(`to ${exchange}/${routingKey}: ${content.toString()}`);
          const result = results.shift();
          await Promise.resolve();
          if (result === undefined) break;
          if (!(result instanceof PublishFailed) || !(await options?.again?.(result))) throw result;
        }
        events.push('confirmed');
      },
      redeclare: () => {
        events.push('redeclared');
        return Promise.reject(new Error('a queue is there with other arguments'));
      },
    });
  const failed = new PublishFailed('messaging.disconnected', 'x');
  const unroutable = new PublishFailed('messaging.unroutable', 'x');

  it('acks without sending anything', async () => {
    expect(await settler().settle(delivery(), { settle: 'ack' })).toBe('acked');
    expect(events).toEqual(['ack']);
  });

  it.each([
    [RETRY, 'retried', 'to /tests.things.retry-5s: body'],
    [PARK, 'parked', 'to /tests.things.parked: body'],
  ])('acks the original after the copy is confirmed: %o', async (settlement, outcome, sent) => {
    expect(await settler().settle(delivery(), settlement)).toBe(outcome);
    expect(events).toEqual([sent, 'confirmed', 'ack']);
  });

  it('keeps the original and sends again when the copy is not confirmed', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    const settling = settler(failed).settle(delivery(), PARK);
    await jest.advanceTimersByTimeAsync(999);
    expect(events).toEqual(['to /tests.things.parked: body']);
    await jest.advanceTimersByTimeAsync(1);
    expect(await settling).toBe('parked');
    expect(events.slice(1)).toEqual(['to /tests.things.parked: body', 'confirmed', 'ack']);
  });

  it('declares the queues anew when the one it needs is gone, goes on whatever comes of it, and says so once', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const settling = settler(unroutable, unroutable, failed).settle(delivery(), PARK);
    await jest.advanceTimersByTimeAsync(3000);
    expect(await settling).toBe('parked');
    const sent = 'to /tests.things.parked: body';
    expect(events).toEqual([sent, 'redeclared', sent, 'redeclared', sent, sent, 'confirmed', 'ack']);
    expect(warn.mock.calls).toEqual([[expect.objectContaining({ code: 'messaging.unroutable' })]]);
    warn.mockRestore();
  });

  describe('gives up a copy that the broker refuses ten times, a second apart', () => {
    const nacked = Array.from({ length: 10 }, () => new PublishFailed('messaging.nacked', 'x'));

    it.each([
      ['gives the original back', RETRY, false, 'lost', 'nack, requeue true'],
      [
        'leaves it to the broker to park when it was given back before',
        RETRY,
        true,
        'parked',
        'reject, requeue false',
      ],
      ['leaves it to the broker to park', PARK, false, 'parked', 'reject, requeue false'],
    ] as const)('%s: %o', async (_what, settlement, redelivered, outcome, answer) => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
      const settling = settler(...nacked).settle(delivery(undefined, redelivered), settlement);
      await jest.advanceTimersByTimeAsync(8_999);
      expect(events).toHaveLength(9);
      await jest.advanceTimersByTimeAsync(1);
      expect(await settling).toBe(outcome);
      expect(events.slice(9)).toEqual([expect.stringContaining('to /tests'), answer]);
    });

    it('but waits for a broker that is away for as long as it takes', async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
      const settling = settler(...Array.from({ length: 60 }, () => failed)).settle(delivery(), PARK);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await settling).toBe('parked');
      expect(events.at(-1)).toBe('ack');
    });
  });

  it('ends when the channel goes: the broker delivers the message again', async () => {
    const settling = settler(failed).settle(delivery(), PARK);
    gone.abort();
    expect(await settling).toBe('lost');
    expect(events).toEqual(['to /tests.things.parked: body']);
  });

  it('leaves it to the broker to park what cannot be sent at all', async () => {
    expect(await settler(new RangeError('headers too large')).settle(delivery(), PARK)).toBe('parked');
    expect(events.slice(1)).toEqual(['reject, requeue false']);
  });

  it('says that it was lost when the channel closed before the ack', async () => {
    const closed = (): never => {
      throw new IllegalOperationError('Channel closed');
    };
    expect(await settler().settle(delivery(closed), { settle: 'ack' })).toBe('lost');
  });
});
