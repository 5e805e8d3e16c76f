import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { sinceStart } from './arrivals.ts';
import { randomHex } from './random.ts';
import { settings } from './settings.ts';

export const REQUEST_TIMEOUT = '10s';

export type Response = RefinedResponse<ResponseType>;

/** One request to the lab. `name` stands for the route in metrics: an address with ids in it would be a series each. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly name: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer that is right for it: 200 to 399 unless said otherwise. */
  readonly expected?: readonly [from: number, to: number];
  readonly trace?: string;
  readonly parent?: string | undefined;
  readonly attempt?: number;
}

interface Began {
  readonly request: Sent;
  readonly at: number;
  readonly since: number;
  readonly trace: string;
  readonly span: string;
}

/** One line per request for `lab load`: the only way out of a k6 run while it runs. */
const report = (line: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify(line));

const begin = (request: Sent): Began => ({
  request,
  at: Date.now(),
  since: sinceStart(),
  trace: request.trace ?? randomHex(16),
  span: randomHex(8),
});

const paramsOf = ({ request, trace, span }: Began) => ({
  headers: settings.isTraced
    ? { ...request.headers, traceparent: `00-${trace}-${span}-01`, 'x-lab-trace-token': settings.traceToken }
    : { ...request.headers },
  timeout: REQUEST_TIMEOUT,
  tags: { name: request.name },
  responseType: 'text' as const,
  ...(request.expected && {
    responseCallback: http.expectedStatuses({ min: request.expected[0], max: request.expected[1] }),
  }),
});

/** Of an accepted order only: a 202 with a body that names it is the promise. */
export const idOf = (response: Response): string | undefined => {
  if (response.status !== 202) return undefined;
  const id = fieldOf(response, 'id');
  return typeof id === 'string' ? id : undefined;
};

/** A field of an answer that should be JSON, and is a proxy's page or nothing at all when things go wrong. */
export const fieldOf = (response: Response, path: string): unknown => {
  try {
    return response.json(path);
  } catch {
    return undefined;
  }
};

const end = ({ request, at, since, trace, span }: Began, response: Response): void => {
  const { method, name, parent, attempt = 1, expected: [from, to] = [200, 399] } = request;
  const { status, error } = response;
  const ms = response.timings.duration;
  const ok = status >= from && status <= to;
  const id = idOf(response);
  const key = request.headers?.['idempotency-key'];
  report({ at, since, ms, method, name, status, error, ok, trace, span, parent, attempt, id, key });
};

/** Sends a request with a trace of its own, or as part of the one that is given, and reports it. */
export const send = (request: Sent): { response: Response; span: string } => {
  const began = begin(request);
  const response = http.request(
    request.method,
    settings.target + request.path,
    request.body ?? null,
    paramsOf(began),
  );
  end(began, response);
  return { response, span: began.span };
};

/** The same at one moment over several connections. */
export const sendTogether = (requests: readonly Sent[]): Response[] => {
  const began = requests.map(begin);
  const responses = http.batch(
    began.map((one) => ({
      method: one.request.method,
      url: settings.target + one.request.path,
      body: one.request.body ?? null,
      params: paramsOf(one),
    })),
  );
  began.forEach((one, index) => {
    const response = responses[index];
    if (response) end(one, response);
  });
  return responses;
};
