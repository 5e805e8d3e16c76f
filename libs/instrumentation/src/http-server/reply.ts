import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './problem';
import type { RequestTelemetry } from './request-telemetry';

/** Where the hooks keep a request's telemetry; a symbol, so that it cannot meet a plugin's property. */
export const TELEMETRY = Symbol('lab.telemetry');

type Carrier = FastifyRequest & { [TELEMETRY]?: RequestTelemetry | undefined };

export const telemetryOf = (request: FastifyRequest): RequestTelemetry | undefined =>
  (request as Carrier)[TELEMETRY];

export const setTelemetry = (request: FastifyRequest, telemetry: RequestTelemetry): void => {
  (request as Carrier)[TELEMETRY] = telemetry;
};

/** Sends a problem document (RFC 9457) with the trace id; does nothing where an answer is on its way already. */
export const sendAnswer = (request: FastifyRequest, reply: FastifyReply, answer: Answer): void => {
  if (reply.sent || reply.raw.headersSent) return;
  const telemetry = telemetryOf(request);
  const { cause, problem } = answer;
  const { code, detail, status } = problem;
  if (telemetry) telemetry.problem = { code, detail, ...(cause !== undefined && { cause }) };
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds));
  const traceId = reply.getHeader('x-trace-id');
  const [instance] = request.url.split('?', 1);
  void reply
    .code(status)
    .type('application/problem+json; charset=utf-8')
    // as text: a serializer of the route must not touch it
    .send(JSON.stringify({ ...problem, instance, ...(traceId !== undefined && { traceId }) }));
};
