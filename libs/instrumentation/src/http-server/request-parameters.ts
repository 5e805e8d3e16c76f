import type { IncomingHttpHeaders } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { telemetryOf } from './reply';

/** The part of the framework's reply that a controller needs. */
export interface Reply {
  header(name: string, value: string): unknown;
}

/** `@RequestHeader('Idempotency-Key', pipe)`: Nest's own `@Headers` takes no pipe. */
export const RequestHeader = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const { headers } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
  return headers[name.toLowerCase()];
});

/** An AbortSignal that aborts when nobody waits for the answer any more: the client went away, or the time is over. */
export const RequestSignal = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal =>
  signalOf(context),
);

/** For controller methods that set headers and may be aborted: both in one parameter. */
export interface Exchange {
  readonly reply: Reply;
  readonly signal: AbortSignal;
}

/** `@HttpExchange() { reply, signal }: Exchange`. */
export const HttpExchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  return { reply: context.switchToHttp().getResponse<Reply>(), signal: signalOf(context) };
});

const signalOf = (context: ExecutionContext): AbortSignal => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return telemetryOf(request)?.lifetime?.signal ?? request.signal;
};
