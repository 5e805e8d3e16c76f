import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** By path, from the query of the URL; 503 where there is none. */
export type Answers = Readonly<Record<string, ((query: string) => unknown) | undefined>>;

/** Stands for Prometheus, Loki, Jaeger and oncall, which have no path in common. */
export class FakeTelemetry {
  answers: Answers = {};
  readonly #server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://lab');
    const answer = this.answers[pathname];
    response.writeHead(answer === undefined ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.(searchParams.get('query') ?? '') ?? {}));
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
