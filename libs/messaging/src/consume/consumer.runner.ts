import type { QueueDefinition } from '@lab/contracts';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { MESSAGING_OPTIONS, type ResolvedOptions } from '../messaging.options';
import { MessageTransmitter } from '../publish/message.transmitter';
import { MessageMetrics } from '../telemetry/message-metrics';
import { MessageTracer } from '../telemetry/message-tracer';
import { type Consumption, ConsumptionMetadata, type MessageHandler } from './consumes.decorator';
import { Deadline } from './deadline';
import type { Route } from './decode';
import { DeliveryProcessor } from './delivery.processor';
import { DeliverySettler } from './delivery.settler';
import { QueueConsumer } from './queue.consumer';
import { routesByQueue } from './routes';

/** Starts a consumer for each queue that a provider handles messages of, and drains them on shutdown. */
@Injectable()
export class ConsumerRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #consumers: QueueConsumer[] = [];
  #limit: number | undefined;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: ResolvedOptions,
    private readonly discovery: DiscoveryService,
    private readonly transmitter: MessageTransmitter,
    private readonly tracer: MessageTracer,
    private readonly metrics: MessageMetrics,
  ) {}

  onApplicationBootstrap(): void {
    const routes = routesByQueue(this.#found());
    this.#consumers = [...routes].map(([queue, its]) => this.#consumerOf(queue, its));
    for (const consumer of this.#consumers) {
      void consumer.limit(this.#limit);
      consumer.open();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.drain()));
  }

  /** Messages that each consumer may hold at once, from now on; undefined: as many as the options say. */
  async limit(prefetch: number | undefined): Promise<void> {
    this.#limit = prefetch;
    await Promise.all(this.#consumers.map((consumer) => consumer.limit(prefetch)));
  }

  get areConnected(): boolean {
    return this.#consumers.every(({ isConnected }) => isConnected);
  }

  /** Which consumers wait for a dependency, and why. */
  get paused(): readonly string[] {
    return this.#consumers.flatMap(({ pausedFor }) => pausedFor ?? []);
  }

  #found(): (Consumption & { handler: MessageHandler<unknown> })[] {
    return this.discovery.getProviders({ metadataKey: ConsumptionMetadata.KEY }).flatMap((wrapper) => {
      const consumption = this.discovery.getMetadataByDecorator(ConsumptionMetadata, wrapper);
      return consumption ? [{ ...consumption, handler: wrapper.instance as MessageHandler<unknown> }] : [];
    });
  }

  #consumerOf(queue: QueueDefinition, routes: readonly Route[]): QueueConsumer {
    const { options, tracer, metrics } = this;
    const deadline = new Deadline(options.handlerTimeoutMs);
    const settler = new DeliverySettler(this.transmitter);
    const processor = new DeliveryProcessor(routes, options, { settler, deadline, tracer, metrics });
    return new QueueConsumer(queue, options, { processor, settler, deadline, metrics });
  }
}
