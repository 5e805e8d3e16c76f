import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, Logger } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failSpan } from '../tracing/tracer';
import { causesOf, loggable } from './loggable';
import { toAnswer } from './problem';
import { sendAnswer, telemetryOf } from './reply';

/** The one place where an error becomes an HTTP answer; an unexpected one is logged here, once, with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const answer = toAnswer(error);
    const reply = http.getResponse<FastifyReply>();
    if (isCutOff(request, reply)) return;
    if (answer.isUnexpected) this.report(error, request);
    sendAnswer(request, reply, { ...answer, cause: causesOf(error) });
  }

  private report(error: unknown, request: FastifyRequest): void {
    const telemetry = telemetryOf(request);
    const err = loggable(error);
    if (telemetry) failSpan(telemetry.span, err);
    // an error while the body is read arrives outside of the request's context
    context.with(telemetry?.context ?? context.active(), () => {
      this.logger.error({ msg: 'unexpected error', err, method: request.method, route: telemetry?.route });
    });
  }
}

/** The body ended before its end: the client went away, or has its answer already. There is no client to answer and nothing to fix. */
const isCutOff = ({ raw }: FastifyRequest, reply: FastifyReply): boolean =>
  !raw.complete && (raw.destroyed || reply.raw.headersSent);
