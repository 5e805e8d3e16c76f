import {
  IdempotencyKey,
  ListOrders,
  OrderId,
  PlaceOrder,
  WaitQuery,
  type Order,
  type OrderPage,
} from '@lab/contracts';
import { type Reply, RequestHeader, RequestSignal, TakesNoBody, ZodPipe } from '@lab/instrumentation';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { OrderService } from './order.service';

@Controller('orders')
export class OrderController {
  constructor(private readonly orders: OrderService) {}

  @Post()
  @HttpCode(202)
  async place(
    @RequestHeader('Idempotency-Key', new ZodPipe(IdempotencyKey)) idempotencyKey: string,
    @Body(new ZodPipe(PlaceOrder)) request: PlaceOrder,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<Order> {
    const order = await this.orders.place(idempotencyKey, request);
    reply.header('location', `/orders/${order.id}`);
    return order;
  }

  @Get(':id')
  get(
    @Param('id', new ZodPipe(OrderId)) id: string,
    @Query(new ZodPipe(WaitQuery)) { wait }: z.infer<typeof WaitQuery>,
    @RequestSignal() signal: AbortSignal,
  ): Promise<Order> {
    return wait === undefined ? this.orders.get(id) : this.orders.getSettled(id, wait, signal);
  }

  @Get()
  list(@Query(new ZodPipe(ListOrders)) query: ListOrders): Promise<OrderPage> {
    return this.orders.list(query);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @TakesNoBody()
  cancel(@Param('id', new ZodPipe(OrderId)) id: string): Promise<Order> {
    return this.orders.cancel(id);
  }
}
