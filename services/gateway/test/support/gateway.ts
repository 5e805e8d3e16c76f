import { Problem } from '@lab/contracts';
import { createApp } from '@lab/instrumentation';
import { GatewayConfig } from '../../src/gateway.config';
import { GatewayModule } from '../../src/gateway.module';
import { OPEN_API } from '../../src/openapi';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else its text. */
  readonly body: unknown;
}

/** The gateway, listening on a free port of the loopback; what it answers is checked for what every answer must have. */
export async function startGateway(env: Record<string, string>) {
  const options = { name: 'gateway', config: GatewayConfig, module: GatewayModule, openApi: OPEN_API };
  const app = await createApp({ ...options, env: { LOG_LEVEL: 'silent', ...env } });
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();

  const call = async (method: string, path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, { method, signal: AbortSignal.timeout(10_000), ...init });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as unknown) : text,
    };
    expectComplete(answer, path);
    return answer;
  };
  return {
    base,
    call,
    get: (path: string, init?: RequestInit) => call('GET', path, init),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      call('POST', path, {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    close: () => app.close(),
  };
}
export type TestGateway = Awaited<ReturnType<typeof startGateway>>;

/**
 * Every answer of the API names its trace; every error is a problem document about this request, in this trace.
 * Health is no part of the API: it is not traced, and keeps the format of its library.
 */
function expectComplete({ status, headers, body }: Answer, path: string): void {
  if (path.startsWith('/health')) return;
  const traceId = headers.get('x-trace-id');
  expect(traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
  if (status < 400) return;
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Problem.parse(body)).toMatchObject({ status, traceId, instance: path.split('?')[0] });
}
