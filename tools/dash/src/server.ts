import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askStore, StoreFailure } from './ask-store.ts';
import { findAsset, PICTURE } from './assets.ts';
import { readBoards } from './boards.ts';
import { CannotListen, codeOf, messageOf } from './errors.ts';
import { refusal } from './guard.ts';
import { HEADERS, PICTURE_POLICY, SHELL } from './shell.ts';
import { readableIn, type StoreUrls } from './stores.ts';

const HOST = '127.0.0.1';

export interface DashServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The repository, from which the page's own files come. */
  readonly root: string;
  readonly port: number;
  /** The folder with Grafana's dashboard JSON. */
  readonly boards: string;
  readonly stores: StoreUrls;
  /** How long a store may take. */
  readonly storeLimitMs?: number;
  /** Told of what should not happen. */
  readonly onError: (message: string) => void;
}

/** Serves the page on this machine alone. Rejects with CannotListen. */
export async function startServer(options: ServerOptions): Promise<DashServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.onError(`${request.url ?? ''}: ${messageOf(error)}`);
      if (response.headersSent) response.destroy();
      else
        send(response, {
          status: 500,
          type: 'text/plain; charset=utf-8',
          body: 'internal error; see the terminal',
        });
    });
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = codeOf(error) === 'EADDRINUSE';
      const message = isTaken
        ? `port ${port} is already in use`
        : `cannot listen on port ${port}: ${messageOf(error)}`;
      reject(new CannotListen(message, { cause: error }));
    });
    server.listen({ host: HOST, port }, resolve);
  });

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

const json = (status: number, value: unknown): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const { localPort = 0 } = request.socket;
  const refused = refusal({ method: request.method, headers: request.headers, port: localPort });
  if (refused) {
    send(response, json(refused.status, { error: refused.message }));
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const target = targetOf(request.url ?? '/');
  if (target === undefined) {
    send(response, json(400, { error: 'the request target must be a path' }));
    return;
  }
  const { pathname, search } = target;
  send(response, await replyTo({ path: pathname, search, signal: gone.signal }, options));
}

/** Appended, not resolved: `//` and `//name/path` are paths of this server too, where a link would mean another host. */
const targetOf = (target: string): URL | undefined =>
  target.startsWith('/') ? new URL(`http://${HOST}${target}`) : undefined;

interface Asked {
  readonly path: string;
  readonly search: string;
  readonly signal: AbortSignal;
}

async function replyTo(asked: Asked, options: ServerOptions): Promise<Reply> {
  const { path } = asked;
  if (path === '/api/boards') return json(200, await readBoards(options.boards));
  if (path.startsWith('/api/')) return fromStore(asked, options);
  const asset = await findAsset(options.root, path);
  if (asset) return { status: 200, ...asset };
  // Addresses of the page itself: it sorts out what they mean.
  if (/^\/$|^\/(d|trace|traces|logs|alerts|explore)(\/|$)/.test(path))
    return { status: 200, type: 'text/html; charset=utf-8', body: SHELL };
  return json(404, { error: `not found: ${path}` });
}

async function fromStore(
  { path, search, signal }: Asked,
  { stores, storeLimitMs }: ServerOptions,
): Promise<Reply> {
  const readable = readableIn(path);
  if (readable === undefined) return json(404, { error: `${path} is not forwarded` });
  const limit = storeLimitMs === undefined ? {} : { limitMs: storeLimitMs };
  try {
    const body = await askStore(stores, {
      store: readable.store,
      path: readable.path + search,
      signal,
      ...limit,
    });
    return { status: 200, type: 'application/json', body };
  } catch (error) {
    if (error instanceof StoreFailure) return json(error.status, { error: error.message });
    if (signal.aborted) return json(499, { error: 'the request was abandoned' });
    throw error;
  }
}

function send(response: ServerResponse, { status, type, body }: Reply): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...HEADERS,
    ...(type === PICTURE && { 'content-security-policy': PICTURE_POLICY }),
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
