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

  const delivery = (ack = () => void events.push('ack')): Delivery => {
    const message = {
      properties: { headers: {} },
      content: Buffer.from('body'),
    } as unknown as ConsumeMessage;
    const channel = {
      ack,
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
