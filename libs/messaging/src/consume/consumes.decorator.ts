import type { Envelope, MessageContract, QueueDefinition } from '@lab/contracts';
import { DiscoveryService } from '@nestjs/core';

/** A message as a handler gets it: its envelope, decoded and checked against the contract, and this delivery's facts. */
export interface Received<B> extends Envelope<B> {
  /** How often handling is tried, this time included, from 1. */
  readonly attempt: number;
  /** The broker delivered it before and got no answer: an effect may be there already. */
  readonly redelivered: boolean;
  /** Aborted when the handler's time is over, or the process stops without waiting any longer. */
  readonly signal: AbortSignal;
}

/**
 * Handles one kind of message, idempotently: the same message may come again. Returning acks it. A DomainError is settled by its
 * kind (`invalid` and `not_found` park, `conflict` acks, `unavailable` pauses the consumer until messages pass again); anything else
 * thrown is retried, then parked.
 */
export interface MessageHandler<B> {
  handle(message: Received<B>): Promise<void>;
}

export interface Consumption {
  readonly queue: QueueDefinition;
  readonly contract: MessageContract;
}

export const ConsumptionMetadata = DiscoveryService.createDecorator<Consumption>();

/** Makes a provider the handler of a message on a queue; one handler per queue, message and version. */
export const Consumes =
  <B>(queue: QueueDefinition, contract: MessageContract<B>) =>
  (target: new (...dependencies: never[]) => MessageHandler<B>): void => {
    ConsumptionMetadata({ queue, contract })(target);
  };
