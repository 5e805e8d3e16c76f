import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** Whether the caller went away before it had its answer. */
  isGone: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** Answers a request; `break` closes the connection without an answer, `hang` never answers. */
export type Behaviour = (
  seen: Seen,
  nth: number,
) => Reply | 'break' | 'hang' | Promise<Reply | 'break' | 'hang'>;

/** A service behind the gateway: a real HTTP server that does what the test says and remembers what it was asked. */
export class Upstream {
  readonly seen: Seen[] = [];
  behaviour: Behaviour = ({ method, url }) => ({
    status: 500,
    body: `nobody said how to answer ${method} ${url}`,
  });
  private port = 0;
  private server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens on a free port; after `stop`, on the same one again. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Forgets what it was asked and takes a new behaviour. */
  will(behaviour: Behaviour): void {
    this.seen.length = 0;
    this.behaviour = behaviour;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (url === '/health/live') return void response.end('{}');
    const body: unknown = headers['content-type']?.startsWith('application/json')
      ? await json(request)
      : undefined;
    const seen: Seen = { method, url, headers, body, isGone: false };
    this.seen.push(seen);
    response.once('close', () => (seen.isGone = !response.writableFinished));
    answer(response, await this.behaviour(seen, this.seen.length));
  }
}

function answer(response: ServerResponse, reply: Awaited<ReturnType<Behaviour>>): void {
  if (reply === 'hang') return;
  if (reply === 'break') {
    response.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}

/** A problem document as orders sends it. */
export const problem = (
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  body: {
    type: `about:blank#${code}`,
    title: 'Far',
    status,
    code,
    detail: 'the far side says so',
    instance: '/far',
    traceId: 'far',
    ...more,
  },
});
