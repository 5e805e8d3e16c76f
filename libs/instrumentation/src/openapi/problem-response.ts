import { Problem } from '@lab/contracts';
import { problemOf } from '../http-server/answer';
import { refusal } from '../http-server/refusals';
import { toSchema } from './to-schema';

/** Placeholder for the code in the example of a status that several codes share. */
const CODES: Readonly<Record<number, string>> = {
  404: 'orders.not_found',
  409: 'orders.not_cancellable',
  422: 'request.invalid',
  500: 'internal',
  503: 'orders.unreachable',
};

const exampleOf = (status: number, description: string): Problem => {
  const code = CODES[status];
  const problem =
    code === undefined ? refusal(status).problem : problemOf(status, code, description || 'see the code');
  return { ...problem, instance: '/orders', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
};

/** A problem document as an answer of an operation, with an example. */
export const problemResponse = (status: number, description: string) => ({
  description,
  ...([429, 503].includes(status) && {
    headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' as const } } },
  }),
  content: {
    'application/problem+json': {
      schema: toSchema(Problem, 'output'),
      example: exampleOf(status, description),
    },
  },
});
