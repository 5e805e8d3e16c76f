import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What the controller needs of the framework's reply. */
export interface Reply {
  readonly raw: ServerResponse;
  header(name: string, value: string): unknown;
}

/** `@RequestHeader('Idempotency-Key', pipe)`: Nest's own `@Headers` takes no pipe. */
export const RequestHeader = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const { headers } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
  return headers[name.toLowerCase()];
});

/** An AbortSignal that aborts when the client goes away before it has its answer. */
export const ClientSignal = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const gone = new AbortController();
  const { raw } = context.switchToHttp().getResponse<Reply>();
  raw.once('close', () => gone.abort());
  return gone.signal;
});
