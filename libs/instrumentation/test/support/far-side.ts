import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { HttpClient } from '../../src/http-client/http-client';
import type { HttpClientOptions, HttpRequest } from '../../src/http-client/http-client.options';
import { registry } from '../../src/metrics/registry';

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  json(
    status,
    {
      type: `about:blank#${code}`,
      title: 'x',
      status,
      code,
      detail: 'why',
      errors: [{ field: 'a', message: 'b' }],
    },
    { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  );
export const ok = json(200, { id: '1' });
export const hang: Reply = () => undefined;
export const hangUp: Reply = (request) => request.socket.destroy();

const Thing = z.object({ id: z.string() });
export const get = (more: Partial<HttpRequest<{ id: string }>> = {}): HttpRequest<{ id: string }> => ({
  method: 'GET',
  path: '/things/1',
  schema: Thing,
  idempotent: true,
  ...more,
});

/** A service that answers as the test says, and clients of it; made anew for each test but for the server itself. */
export class FarSide {
  /** What it was asked. */
  readonly seen: IncomingMessage[] = [];
  reply: Reply = ok;
  private readonly clients: HttpClient[] = [];
  private readonly server = createServer((request, response) => {
    this.seen.push(request);
    request.resume().on('end', () => this.reply(request, response));
  });

  constructor() {
    beforeAll(() => new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve)));
    beforeEach(() => {
      this.seen.length = 0;
      this.reply = ok;
      registry.resetMetrics();
    });
    afterEach(() => Promise.all(this.clients.splice(0).map((made) => made.onApplicationShutdown())));
    afterAll(async () => {
      this.server.closeAllConnections();
      await new Promise((resolve) => this.server.close(resolve));
    });
  }

  client(options: Partial<HttpClientOptions> = {}): HttpClient {
    const { port } = this.server.address() as AddressInfo;
    const made = new HttpClient({
      name: 'things',
      baseUrl: `http://127.0.0.1:${port}`,
      timeoutMs: 1000,
      deadlineMs: 5000,
      retries: 2,
      maxConcurrent: 4,
      maxQueue: 4,
      ...options,
    });
    this.clients.push(made);
    return made;
  }

  /** Answers with each reply in turn, the last one for ever. */
  answerInTurn(...replies: Reply[]): void {
    this.reply = (request, response) =>
      (replies.length > 1 ? replies.shift() : replies[0])?.(request, response);
  }
}
