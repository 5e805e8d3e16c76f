import type { IncomingHttpHeaders } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What a controller needs of the framework's reply. */
export interface Reply {
  header(name: string, value: string): unknown;
}

/** `@RequestHeader('Idempotency-Key', pipe)`: Nest's own `@Headers` takes no pipe. */
export const RequestHeader = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const { headers } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
  return headers[name.toLowerCase()];
});

/** An AbortSignal that aborts when the client goes away before it has its answer. */
export const RequestSignal = createParamDecorator(
  (_: unknown, context: ExecutionContext): AbortSignal =>
    context.switchToHttp().getRequest<{ signal: AbortSignal }>().signal,
);
