import type { OpenAPIObject } from '@nestjs/swagger';
import { problemResponse } from './problem-response';

/** Responses of any operation before its own code runs, or instead of it. */
const ALWAYS = {
  400: 'The request cannot be read.',
  405: 'The path has other methods; see Allow.',
  408: 'The request did not arrive in time.',
  414: 'The path is too long.',
  417: 'Of Expect only 100-continue is supported.',
  431: 'The headers are too large.',
  500: 'A bug; the trace id names it.',
  503: 'Too busy, or the answer took too long; see Retry-After.',
} as const;

/** Additional responses of operations whose request can have a body. */
const WITH_BODY = {
  413: 'The body is too large.',
  415: 'The body must be application/json.',
} as const;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds to each operation the answers that its decorators need not repeat; those that they name stay as they are. */
export const addCommonProblems = (document: OpenAPIObject): OpenAPIObject => {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      const problems: Record<number, string> = method === 'get' ? ALWAYS : { ...ALWAYS, ...WITH_BODY };
      for (const [status, description] of Object.entries(problems))
        operation.responses[status] ??= problemResponse(Number(status), description);
    }
  }
  return document;
};
