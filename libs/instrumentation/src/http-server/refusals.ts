import type { FieldError } from '@lab/contracts';
import { HttpException } from '@nestjs/common';
import { type Answer, problemOf } from './answer';

/** Statuses that Fastify, its plugins, Nest and Node refuse a request with, and the stable code of each. */
export const REFUSALS = {
  400: ['request.malformed', 'the request cannot be read'],
  403: ['request.forbidden', 'this path is not served'],
  404: ['request.route_not_found', 'there is nothing at this path'],
  405: ['request.method_not_allowed', 'this path has other methods; see Allow'],
  408: ['request.timeout', 'the request took too long to arrive'],
  412: ['request.precondition_failed', 'a condition in the headers does not hold'],
  413: ['request.too_large', 'the body is too large'],
  414: ['request.uri_too_long', 'the path is too long'],
  415: ['request.unsupported_media_type', 'the body must be application/json'],
  416: ['request.range_not_satisfiable', 'the range lies outside of the file'],
  417: ['request.expectation_failed', 'of Expect only 100-continue is supported'],
  431: ['request.headers_too_large', 'the headers are too large'],
} as const satisfies Record<number, readonly [code: string, detail: string]>;

const OTHER = ['request.refused', 'the request is refused; the status says why'] as const;

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

/** The answer of a request that is refused with a 4xx before any service code sees it; `error` is what refused it. */
export const refusal = (status: number, error?: unknown): Answer => {
  const [code, detail] = status in REFUSALS ? REFUSALS[status as keyof typeof REFUSALS] : OTHER;
  const wrong = bodyErrorOf(error, status);
  return {
    problem: { ...problemOf(status, code, detail), ...(wrong && { errors: [wrong] }) },
    isUnexpected: false,
  };
};

/** A page of another web site asks, by way of a browser on this machine. */
export const crossSite = (): Answer => ({
  problem: problemOf(403, 'request.cross_site', 'another web site may not ask this service for anything'),
  isUnexpected: false,
});

/** The path is there, for the methods of `allow`. */
export const methodNotAllowed = (allow: string): Answer => ({ ...refusal(405), headers: { allow } });

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
