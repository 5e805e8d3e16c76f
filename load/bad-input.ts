import { check } from 'k6';
import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { badRequest } from './lib/bad-requests.ts';
import { isFast, trendStats } from './lib/objectives.ts';
import { seeded } from './lib/random.ts';
import { fieldOf, type Response, send } from './lib/requests.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

const serverErrors = new Counter('server_errors');
const NAME = 'invalid request';

export const options: Options = {
  scenarios: arrivals('bad-input'),
  summaryTrendStats: trendStats,
  thresholds: {
    checks: ['rate==1'],
    server_errors: ['count==0'],
    [`http_req_failed{name:${NAME}}`]: ['rate==0'], // a refusal is what it asks for: see `expected`
    dropped_iterations: ['count==0'],
    ...isFast(NAME),
  },
};

const namesField = (response: Response, field: string): boolean => {
  const errors = fieldOf(response, 'errors');
  return Array.isArray(errors) && errors.some((error) => (error as { field?: unknown }).field === field);
};

const isProblem = (response: Response): boolean =>
  String(response.headers['Content-Type']).startsWith('application/problem+json') &&
  typeof fieldOf(response, 'code') === 'string' &&
  fieldOf(response, 'status') === response.status;

/** Every invalid request is the client's fault, is told so as a problem document, and the document says which field. */
export default function invalid(): void {
  const { what, field, ...request } = badRequest(seeded(settings.seed), exec.scenario.iterationInTest);
  const { response } = send({ ...request, name: NAME, expected: [400, 499] });
  if (response.status === 0 || response.status >= 500) serverErrors.add(1);
  check(response, {
    [`${what}: a problem document, 4xx`]: (answer) =>
      answer.status >= 400 && answer.status < 500 && isProblem(answer),
    [`${what}: names ${field}`]: (answer) => namesField(answer, field),
  });
}
