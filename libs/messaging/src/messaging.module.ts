import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BrokerProbe } from './broker/broker.probe';
import { ConsumerRunner } from './consume/consumer.runner';
import { ConsumersProbe } from './consume/consumers.probe';
import { MESSAGING_OPTIONS, type MessagingOptions, resolveOptions } from './messaging.options';
import { MessagePublisher } from './publish/message.publisher';
import { MessageTransmitter } from './publish/message.transmitter';
import { MessageMetrics } from './telemetry/message-metrics';
import { MessageTracer } from './telemetry/message-tracer';

/**
 * Publishing and consuming for one service. Connects in the background and starts while the broker is down. Consumers start when
 * the application is bootstrapped, drain before its shutdown, and publishing ends last.
 */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    const resolved = resolveOptions(options);
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: MESSAGING_OPTIONS, useValue: resolved },
        { provide: MessageTracer, useFactory: () => new MessageTracer(options.url) },
        {
          provide: MessageMetrics,
          useFactory: () => new MessageMetrics(resolved.registry, resolved.isMeasured),
        },
        MessageTransmitter,
        MessagePublisher,
        ConsumerRunner,
        BrokerProbe,
        ConsumersProbe,
      ],
      exports: [MessagePublisher, ConsumerRunner, BrokerProbe, ConsumersProbe],
    };
  }
}
