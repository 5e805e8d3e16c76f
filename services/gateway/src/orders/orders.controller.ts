import { randomUUID } from 'node:crypto';
import { IdempotencyKey, ListOrders, Order, OrderId, OrderPage, PlaceOrder, WaitQuery } from '@lab/contracts';
import {
  ApiProblems,
  ApiZodBody,
  ApiZodQuery,
  ApiZodResponse,
  type Exchange,
  HttpExchange,
  RequestHeader,
  RequestSignal,
  TakesNoBody,
  ZodPipe,
} from '@lab/instrumentation';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { OrdersService } from './orders.service';

const orderId = new ZodPipe(OrderId);
/** A client that sends no key cannot safely repeat its request, but our own retries behind it are safe with one. */
const idempotencyKey = new ZodPipe(IdempotencyKey.default(() => randomUUID()));
const ApiOrderId = (): MethodDecorator =>
  ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });

const unavailable = { 503: 'Orders cannot be reached or is too busy; see Retry-After.' };

// Parameters are typed by z.infer: under the name of its schema the compiler emits the schema itself as the parameter's
// class, and the OpenAPI generator fails on it.
@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ operationId: 'placeOrder', summary: 'Place an order; from the 202 on it is never lost' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Same key and body: the same order again',
    schema: { type: 'string', maxLength: 128 },
  })
  @ApiZodBody(PlaceOrder)
  @ApiZodResponse(202, Order, 'Accepted; Location names the order, idempotency-key the key that was used')
  @ApiProblems({ 422: 'A field is wrong, or the key was used for another order.', ...unavailable })
  async place(
    @RequestHeader('Idempotency-Key', idempotencyKey) key: string,
    @Body(new ZodPipe(PlaceOrder)) request: z.infer<typeof PlaceOrder>,
    @HttpExchange() { reply, signal }: Exchange,
  ): Promise<Order> {
    const order = await this.orders.place(key, request, signal);
    reply.header('location', `/orders/${order.id}`);
    reply.header('idempotency-key', key);
    return order;
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getOrder', summary: 'Read an order; with wait, as soon as it has settled' })
  @ApiOrderId()
  @ApiZodQuery(WaitQuery)
  @ApiZodResponse(200, Order)
  @ApiProblems({
    404: 'There is no such order.',
    422: 'The id or the duration is malformed.',
    ...unavailable,
  })
  get(
    @Param('id', orderId) id: string,
    @Query(new ZodPipe(WaitQuery)) { wait }: z.infer<typeof WaitQuery>,
    @RequestSignal() signal: AbortSignal,
  ): Promise<Order> {
    return this.orders.get(id, wait, signal);
  }

  @Get()
  @ApiOperation({ operationId: 'listOrders', summary: 'List orders, newest first' })
  @ApiZodQuery(ListOrders)
  @ApiZodResponse(200, OrderPage)
  @ApiProblems({ 422: 'A parameter is wrong.', ...unavailable })
  list(
    @Query(new ZodPipe(ListOrders)) query: z.infer<typeof ListOrders>,
    @RequestSignal() signal: AbortSignal,
  ): Promise<OrderPage> {
    return this.orders.list(query, signal);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @TakesNoBody()
  @ApiOperation({
    operationId: 'cancelOrder',
    summary: 'Cancel a pending or confirmed order that is not completed; again is no error',
  })
  @ApiOrderId()
  @ApiZodResponse(200, Order, 'It is cancelled')
  @ApiProblems({
    404: 'There is no such order.',
    409: 'It was rejected, or is completed.',
    422: 'The id is malformed.',
    ...unavailable,
  })
  cancel(@Param('id', orderId) id: string, @RequestSignal() signal: AbortSignal): Promise<Order> {
    return this.orders.cancel(id, signal);
  }
}
