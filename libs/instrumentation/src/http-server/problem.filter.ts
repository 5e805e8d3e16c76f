import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Logger } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hideUserInfo } from '../logging/redaction';
import { failSpan } from '../tracing/tracer';
import { toAnswer } from './problem';
import { sendAnswer, telemetryOf } from './reply';

const MAX_CAUSES = 5;

/** The one place where an error becomes an HTTP answer; an unexpected one is logged here, once, with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const answer = toAnswer(error);
    if (answer.isUnexpected) this.report(error, request);
    sendAnswer(request, http.getResponse<FastifyReply>(), { ...answer, cause: causeOf(error) });
  }

  private report(error: unknown, request: FastifyRequest): void {
    const telemetry = telemetryOf(request);
    if (telemetry) failSpan(telemetry.span, error);
    const err = error instanceof Error ? error : new Error(String(error));
    // an error while the body is read arrives outside of the request's context
    context.with(telemetry?.context ?? context.active(), () => {
      this.logger.error({ msg: 'unexpected error', err, method: request.method, route: telemetry?.route });
    });
  }
}

/** The reasons behind an error, from the nearest to the root: what the access log says about a 503. */
const causeOf = (error: unknown): string | undefined => {
  const reasons: string[] = [];
  let next = error instanceof Error ? error.cause : undefined;
  while (next instanceof Error && reasons.length < MAX_CAUSES) {
    reasons.push(next.message);
    next = next.cause;
  }
  return reasons.length > 0 ? hideUserInfo(reasons.join(' <- ')) : undefined;
};
