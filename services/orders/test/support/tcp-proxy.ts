import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

type Mode = 'open' | 'hung' | 'away';

/** Stands before a store, so that a test can take the store away (connections refused and cut) or let it hang. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly answered = Promise.withResolvers<void>();
  private mode: Mode = 'away';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(target: string): Promise<TcpProxy> {
    const url = new URL(target);
    const [host, port] = [url.hostname, Number(url.port)];
    const server = createServer((socket) => proxy.accept(socket, () => connect(port, host)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new TcpProxy(server, url.href);
    return proxy;
  }

  open(): void {
    this.mode = 'open';
    for (const socket of this.sockets) socket.resume();
  }

  /** Takes what is sent and answers nothing, on old connections and new ones. */
  hang(): void {
    this.mode = 'hung';
    for (const socket of this.sockets) socket.pause();
  }

  takeAway(): void {
    this.mode = 'away';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Resolves when the store has answered something on any connection. */
  firstAnswer(): Promise<void> {
    return this.answered.promise;
  }

  async close(): Promise<void> {
    this.takeAway();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: Socket, toTarget: () => Socket): void {
    if (this.mode === 'away') return void socket.resetAndDestroy();
    const target = toTarget();
    target.once('data', () => this.answered.resolve());
    for (const [from, to] of [
      [socket, target],
      [target, socket],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined); // being cut is what it is for
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.mode === 'hung') from.pause();
    }
  }
}
