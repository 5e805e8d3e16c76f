import { Injectable } from '@nestjs/common';
import { ConsumerRunner } from '../consume/consumer.runner';
import { MessageTransmitter } from '../publish/message.transmitter';

/** Readiness: connected for publishing and, where the service consumes, for consuming. A slow broker is not a lost one. */
@Injectable()
export class BrokerProbe {
  readonly name = 'rabbitmq';

  constructor(
    private readonly transmitter: MessageTransmitter,
    private readonly consumers: ConsumerRunner,
  ) {}

  /** Rejects when not connected; sends nothing over the network, so there is nothing for a signal to abort. */
  check(_signal: AbortSignal): Promise<void> {
    if (!this.transmitter.isConnected) return Promise.reject(new Error('not connected for publishing'));
    if (!this.consumers.areConnected) return Promise.reject(new Error('not connected for consuming'));
    return Promise.resolve();
  }
}
