import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { listenOptions } from '../config/base.config';
import { closePort } from './close-port';

const CLOSE_LIMIT_MS = 1_000;

/**
 * A separate listener for metrics and detailed health: the same app, on a port that is not published to clients.
 * Without an address it does not exist, and the app's own port serves everything.
 */
export class ManagementPort {
  readonly server: Server;
  private readonly arrived = new WeakSet<IncomingMessage>();

  constructor(
    app: FastifyInstance,
    private readonly address: string | undefined,
    private readonly sharesPort: boolean,
  ) {
    this.server = createServer({ requireHostHeader: false }, (request, response) => {
      this.arrived.add(request);
      app.routing(request, response);
    });
    app.addHook('onClose', () => this.close());
  }

  /** Whether the request came over the port of the clients, who must not see what only operators may. */
  isPublic(request: IncomingMessage): boolean {
    return this.address !== undefined && !this.arrived.has(request);
  }

  /** Whether the request came over this port, which serves nothing but metrics and health. */
  isManagement(request: IncomingMessage): boolean {
    return this.arrived.has(request);
  }

  /** Resolves with its URL, or undefined without a management port; rejects if the port is in use. */
  async listen(): Promise<string | undefined> {
    if (this.address === undefined) return undefined;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(listenOptions(this.address ?? '', this.sharesPort), resolve);
    });
    const { address, port, family } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Takes no more connections; those that were made are served. */
  async closePort(): Promise<void> {
    await closePort(this.server, performance.now() + CLOSE_LIMIT_MS);
  }

  /** After the app has drained: until then it shows the progress. */
  private async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
