export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

/**
 * One request, as a stranger sends it: no retry, no circuit breaker, and a connection of its own, so that no verdict depends on what
 * came before. Rejects when there is no answer in time.
 */
export const ask = async (url: string, question: Question): Promise<Answer> => {
  const { method = 'GET', headers = {}, body, timeoutMs, signal } = question;
  const response = await fetch(url, {
    method,
    headers: {
      ...headers,
      connection: 'close',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  return { status: response.status, headers: response.headers, body: parse(await response.text()) };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Fails for an answer that is not the expected one. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';

  constructor(attempted: string, status: number) {
    super(`${attempted}: answered ${status}`);
  }
}
