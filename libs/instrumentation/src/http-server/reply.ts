import type { FastifyReply, FastifyRequest } from 'fastify';
import { cut, MAX_CHARS } from './bounds';
import type { Answer } from './answer';
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
  const { problem } = answer;
  if (telemetry) telemetry.problem = toldOf(answer);
  if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds));
  if (answer.headers) reply.headers(answer.headers);
  const traceId = reply.getHeader('x-trace-id');
  const [path = ''] = request.url.split('?', 1);
  const instance = cut(path, MAX_CHARS.instance);
  void reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    // as text: a serializer of the route must not touch it
    .send(JSON.stringify({ ...problem, instance, ...(traceId !== undefined && { traceId }) }));
};

/** The reason on the log line and the span, where the client sees less. */
const toldOf = ({ problem, reason, cause }: Answer): NonNullable<RequestTelemetry['problem']> => ({
  code: problem.code,
  detail: reason ?? problem.detail,
  ...(cause !== undefined && { cause }),
});
