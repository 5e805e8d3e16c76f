import { STATUS_CODES } from 'node:http';
import type { ErrorKind, FieldError, Problem } from '@lab/contracts';
import { DomainError, InvalidInput } from '@lab/contracts';
import { HttpException } from '@nestjs/common';
import { boundedErrors, countOf, cut, MAX_CHARS } from './bounds';
import { messageOf } from './loggable';

/** Every kind of domain error as an HTTP status; a new kind does not compile until it has one. */
const HTTP_STATUS = {
  invalid: 422,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** Statuses that Fastify and Nest refuse a request with, and the stable code of each. */
const REFUSALS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['request.malformed', 'the request cannot be read'],
  404: ['request.route_not_found', 'there is nothing at this method and path'],
  408: ['request.timeout', 'the request took too long to arrive'],
  413: ['request.too_large', 'the body is too large'],
  414: ['request.uri_too_long', 'the path is too long'],
  415: ['request.unsupported_media_type', 'the body must be application/json'],
  431: ['request.headers_too_large', 'the headers are too large'],
};

export interface Answer {
  readonly problem: Problem;
  readonly retryAfterSeconds?: number;
  /** What went wrong, and what lies behind it: for the access log and the span, never for the client. */
  readonly reason?: string;
  readonly cause?: string | undefined;
  /** A bug: nobody expected this error. */
  readonly isUnexpected: boolean;
}

const problemOf = (status: number, code: string, detail: string): Problem => ({
  type: `about:blank#${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
  detail,
});

const refusalStatus = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return undefined;
  return String(error.code).startsWith('FST_') ? Number(error.statusCode) : undefined;
};

/** What is wrong with the body, by the status that Fastify's body parser refuses it with. */
const BODY_ERRORS: Readonly<Record<number, FieldError>> = {
  400: { field: 'body', message: 'must be JSON' },
  413: { field: 'body', message: 'is too large' },
  415: { field: 'Content-Type', message: 'must be application/json' },
};

const bodyErrorOf = (error: unknown, status: number): FieldError | undefined => {
  const origin = error instanceof HttpException ? error.cause : error; // Nest wraps Fastify's
  const isOfParser =
    origin instanceof Error && 'code' in origin && String(origin.code).startsWith('FST_ERR_CTP_');
  return isOfParser ? BODY_ERRORS[status] : undefined;
};

/** The answer of a request that is refused before any service code sees it. */
export const refusal = (status: number, error?: unknown): Answer | undefined => {
  const [code, detail] = REFUSALS[status] ?? [];
  if (!code || !detail) return undefined;
  const wrong = bodyErrorOf(error, status);
  return {
    problem: { ...problemOf(status, code, detail), ...(wrong && { errors: [wrong] }) },
    isUnexpected: false,
  };
};

const tryAgain = (code: string, detail: string): Answer => ({
  problem: problemOf(503, code, detail),
  retryAfterSeconds: 1,
  isUnexpected: false,
});

/** Refused because too many requests are in flight already. */
export const overloaded = (): Answer => tryAgain('request.overloaded', 'too many requests are in flight');

/** Code of `timedOut`. */
export const TIMED_OUT = 'request.timed_out';

/** Given up because its handler takes too long; what the handler still answers is thrown away. */
export const timedOut = (): Answer => tryAgain(TIMED_OUT, 'the answer took too long');

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
  const refused = status === undefined ? undefined : refusal(status, error);
  return (
    refused ?? {
      problem: problemOf(500, 'internal', 'an unexpected error; the trace id names it'),
      isUnexpected: true,
    }
  );
};
