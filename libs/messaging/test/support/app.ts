import { type MessageContract, type QueueDefinition, defineMessage } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { Injectable, Logger, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry, type RegistryContentType } from 'prom-client';
import { z } from 'zod';
import {
  BrokerProbe,
  ConsumerRunner,
  ConsumersProbe,
  Consumes,
  type MessageHandler,
  MessagePublisher,
  MessagingModule,
  type MessagingOptions,
  type Received,
} from '../../src';
import { PATIENTLY } from './broker';

Logger.overrideLogger(false);

export const Tested = defineMessage({
  name: 'tests.thing-tested',
  version: 1,
  body: z.object({ n: z.number().int(), text: z.string().optional() }),
});
export type Tested = z.infer<typeof Tested.body>;

/** Bound to the queue below, but without a handler. */
export const Unhandled = defineMessage({ name: 'tests.thing-unhandled', version: 1, body: z.object({}) });

export const QUEUE: QueueDefinition = { name: 'tests.things', messages: [Tested, Unhandled] };

export type Handle = (message: Received<Tested>) => Promise<void> | void;

export interface TestApp {
  readonly publisher: MessagePublisher;
  readonly probe: BrokerProbe;
  readonly consumersProbe: ConsumersProbe;
  readonly consumers: ConsumerRunner;
  readonly registry: Registry<RegistryContentType>;
  /** What the handler was given, in order; filled before it runs. */
  readonly received: Received<Tested>[];
  close(): Promise<void>;
}

type Options = Partial<MessagingOptions> &
  Pick<MessagingOptions, 'url'> & { readonly contract?: MessageContract<Tested> };

/** A service with one handler, as Nest runs it; without `handle`, one that only publishes. */
export const startApp = async (options: Options, handle?: Handle): Promise<TestApp> => {
  const received: Received<Tested>[] = [];
  const registry = options.registry ?? new Registry();
  const messaging = MessagingModule.forRoot({ service: 'tests', queues: [QUEUE], ...options, registry });
  const providers = handle === undefined ? [] : [handlerOf(handle, received)];

  @Module({ imports: [messaging], providers })
  class TestedModule {}

  const app = await NestFactory.createApplicationContext(TestedModule);
  return {
    publisher: app.get(MessagePublisher),
    probe: app.get(BrokerProbe),
    consumersProbe: app.get(ConsumersProbe),
    consumers: app.get(ConsumerRunner),
    registry,
    received,
    close: () => app.close(),
  };
};

export const connected = (app: TestApp): Promise<void> =>
  eventually('the app is connected', () => app.probe.check(AbortSignal.timeout(1000)), PATIENTLY);

const handlerOf = (handle: Handle, received: Received<Tested>[]): Type => {
  @Injectable()
  @Consumes(QUEUE, Tested)
  class ThingTestedConsumer implements MessageHandler<Tested> {
    async handle(message: Received<Tested>): Promise<void> {
      received.push(message);
      await handle(message);
    }
  }
  return ThingTestedConsumer;
};
