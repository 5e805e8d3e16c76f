import type { ErrorKind, FieldError } from '@lab/contracts';
import { DomainError, Problem } from '@lab/contracts';
import { TIMED_OUT } from '../http-server/refusals';
import type { RawAnswer } from './attempt';

/** The other service answered with a problem document; its code and fields are passed on unchanged. */
export class RemoteProblem extends DomainError {
  readonly code: string;
  declare readonly errors?: readonly FieldError[];
  declare readonly retryAfterSeconds?: number;

  constructor(
    readonly kind: ErrorKind,
    problem: Problem,
    retryAfterSeconds?: number,
  ) {
    super(problem.detail);
    this.code = problem.code;
    if (problem.errors) this.errors = problem.errors;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

// Every other 4xx means that the input was refused; it came from our own client, who gets to read why.
const kindOf = (status: number): ErrorKind | undefined => {
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 503 || status === 429) return 'unavailable';
  return status >= 400 && status < 500 ? 'invalid' : undefined;
};

/** The other service's problem as a domain error; undefined if the answer is not one, or is a bug of that service. */
export const toRemoteProblem = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): RemoteProblem | undefined => {
  const kind = kindOf(status);
  if (!kind || !headers['content-type']?.startsWith('application/problem+json')) return undefined;
  const problem = Problem.safeParse(body);
  return problem.success ? new RemoteProblem(kind, problem.data, retryAfterOf(headers)) : undefined;
};

/** Seconds of `Retry-After`; its date form is not used between our services. */
export const retryAfterOf = (headers: Readonly<Record<string, string>>): number | undefined => {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isInteger(seconds) && seconds >= 0 ? seconds : undefined;
};

/**
 * Whether the other service refuses rather than fails: a 503 or 429 that says when to come back, and why in a problem document
 * (full backlog, too many requests, store away). Such an answer is as good a sign of life as any other. Running out of
 * its own time is a failure, however politely it says so.
 */
export const isRefusal = ({ status, headers, text }: RawAnswer): boolean => {
  if (status !== 503 && status !== 429) return false;
  if (retryAfterOf(headers) === undefined) return false;
  const problem = toRemoteProblem(status, headers, jsonOf(text));
  return problem !== undefined && problem.code !== TIMED_OUT;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // no problem document then
  }
};
