import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Recorded {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Stands for services that receive JSON. It answers 200 unless the test gives it other answers first. */
export class HttpRecorder {
  readonly requests: Recorded[] = [];
  /** Status codes of the next answers, whatever is asked. */
  readonly failures: number[] = [];
  readonly #server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    void json(request).then((body) => {
      this.requests.push({ method, path, headers, body });
      response.writeHead(this.failures.shift() ?? 200, { 'content-type': 'text/plain' }).end('ok'); // as Slack does
    });
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  at(path: string): readonly Recorded[] {
    return this.requests.filter((request) => request.path === path);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
