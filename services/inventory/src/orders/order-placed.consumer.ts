import { ATTRIBUTES, OrderPlaced, QUEUES } from '@lab/contracts';
import { Consumes, type MessageHandler, MessagePublisher, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { StockService } from '../stock/stock.service';
import { answerTo } from './answer';
import { collected, seal } from './orders.faults';

@Injectable()
@Consumes(QUEUES.inventoryOrders, OrderPlaced)
export class OrderPlacedConsumer implements MessageHandler<OrderPlaced> {
  constructor(
    private readonly stock: StockService,
    private readonly messages: MessagePublisher,
  ) {}

  /** Returns, and so acknowledges, only when the broker has the answer: a crash before that repeats both. */
  async handle({ body: { orderId, lines } }: Received<OrderPlaced>): Promise<void> {
    trace.getActiveSpan()?.setAttribute(ATTRIBUTES.orderId, orderId);
    await collected(async () => {
      await seal(orderId);
      const answer = answerTo(orderId, await this.stock.reserve(orderId, lines));
      await this.messages.publish(answer.contract, answer.body, { id: answer.id });
    });
  }
}
