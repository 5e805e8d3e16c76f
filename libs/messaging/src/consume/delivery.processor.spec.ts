import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import { Registry } from 'prom-client';
import { startTracing } from '../../test/support/tracing';
import { MessageMetrics } from '../telemetry/message-metrics';
import { MessageTracer } from '../telemetry/message-tracer';
import { Deadline } from './deadline';
import { Delivery } from './delivery';
import { DeliveryProcessor } from './delivery.processor';
import type { DeliverySettler } from './delivery.settler';

const OPTIONS = { maxMessageBytes: 1000, retryDelaysSeconds: [1] };
const MESSAGE = {
  content: Buffer.from('no JSON'),
  fields: { exchange: 'e', routingKey: 'tests.thing-tested', deliveryTag: 1, redelivered: false },
  properties: { headers: {} },
} as unknown as ConsumeMessage;

describe('DeliveryProcessor', () => {
  it('ends its span and counts down what is in flight also when settling throws, and passes that on', async () => {
    Logger.overrideLogger(false);
    const tracing = startTracing();
    const registry = new Registry();
    const bug = new TypeError('a bug of the settler');
    const settler = { settle: () => Promise.reject(bug) } as unknown as DeliverySettler;
    const processor = new DeliveryProcessor([], OPTIONS, {
      settler,
      deadline: new Deadline(1000),
      tracer: new MessageTracer('amqp://broker'),
      metrics: new MessageMetrics(registry),
    });
    const gone = new AbortController().signal;

    await expect(processor.process(new Delivery('q', MESSAGE, {} as Channel, gone), true)).rejects.toBe(bug);

    expect(tracing.spans()).toMatchObject([{ name: 'process q', attributes: { 'error.type': 'bug' } }]);
    expect(await registry.metrics()).toContain('lab_messages_in_flight{queue="q"} 0');
    await tracing.stop();
  });
});
