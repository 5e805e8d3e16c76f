import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '@lab/contracts';
import { type MessagePublisher, PublishFailed } from '@lab/messaging';

type Send = (envelope: Envelope) => Promise<void> | void;

/** Stands for the broker: keeps what was confirmed, in order, and fails as the test says. */
export class RecordingPublisher {
  readonly confirmed: Envelope[] = [];

  /** `onSend` runs after the message has reached the broker and before its confirm; what it throws is the publish's failure. */
  constructor(public onSend: Send = () => sleep(Math.random() * 5)) {}

  async send(envelope: Envelope): Promise<void> {
    await this.onSend(envelope);
    this.confirmed.push(envelope);
  }

  namesOf(orderId: string): string[] {
    return this.confirmed
      .filter(({ body }) => (body as { orderId: string }).orderId === orderId)
      .map(({ name }) => name);
  }

  /** Only `send` is ever called on it. */
  get asPublisher(): MessagePublisher {
    return this as unknown as MessagePublisher;
  }
}

export const brokerAway = (): never => {
  throw new PublishFailed('messaging.disconnected', 'orders.order-placed');
};
