import { Injectable } from '@nestjs/common';
import { ConsumerRunner } from './consumer.runner';

/** Readiness: no consumer is paused because something that its handlers need is away. */
@Injectable()
export class ConsumersProbe {
  readonly name = 'consumers';

  constructor(private readonly consumers: ConsumerRunner) {}

  /** Rejects with the reasons; asks nothing over the network. */
  check(_signal: AbortSignal): Promise<void> {
    const { paused } = this.consumers;
    return paused.length === 0 ? Promise.resolve() : Promise.reject(new Error(paused.join('; ')));
  }
}
