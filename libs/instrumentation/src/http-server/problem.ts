import type { ErrorKind } from '@lab/contracts';
import { DomainError, InvalidInput } from '@lab/contracts';
import { HttpException } from '@nestjs/common';
import { type Answer, problemOf } from './answer';
import { boundedErrors, countOf, cut, MAX_CHARS } from './bounds';
import { messageOf } from './loggable';
import { refusal } from './refusals';

/** Every kind of domain error as an HTTP status; a new kind does not compile until it has one. */
const HTTP_STATUS = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** The 4xx that Fastify, its plugins or Nest refuse a request with; undefined for any other error. */
const refusalStatus = (error: unknown): number | undefined => {
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500 ? status : undefined;
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const isOfFastify = 'code' in error && String(error.code).startsWith('FST_');
  // `expose` marks an error of the package http-errors, with which static files are refused; a client's error has none
  return isOfFastify || 'expose' in error ? Number(error.statusCode) : undefined;
};

/**
 * What the client reads. Of what is unavailable nothing but the code: the message names hosts and drivers, which are for the
 * log. Of bad input a count, since `errors` says it all.
 */
const publicDetail = (error: DomainError): string => {
  if (error.kind === 'unavailable') return 'temporarily unavailable; try again after Retry-After';
  return error instanceof InvalidInput ? countOf(error.errors) : cut(error.message, MAX_CHARS.detail);
};

const toDomainAnswer = (error: DomainError): Answer => {
  const { errors, retryAfterSeconds } = error;
  const problem = problemOf(HTTP_STATUS[error.kind], cut(error.code, MAX_CHARS.field), publicDetail(error));
  return {
    problem: { ...problem, ...(errors && { errors: boundedErrors(errors) }) },
    ...(error.kind === 'unavailable' && { reason: messageOf(error) }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    isUnexpected: false,
  };
};

/** Any error as the problem document that the client gets. Nothing of an unexpected error's text is passed on. */
export const toAnswer = (error: unknown): Answer => {
  if (error instanceof DomainError) return toDomainAnswer(error);
  const status = refusalStatus(error);
  if (status !== undefined) return refusal(status, error);
  return {
    problem: problemOf(500, 'internal', 'an unexpected error; the trace id names it'),
    isUnexpected: true,
  };
};
