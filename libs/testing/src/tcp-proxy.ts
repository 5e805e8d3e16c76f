import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP hop to a real server that a test can close, cut, stall, mute and slow down. */
export class TcpProxy {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  readonly #answered = Promise.withResolvers<void>();
  #server: Server | undefined;
  #port = 0;
  #isStalled = false;
  #isMute = false;
  #delayMs = 0;

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  /** Listens on a free port of 127.0.0.1. */
  static async open(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await proxy.open();
    return proxy;
  }

  /** Has a port, on which nothing listens until open() is called. */
  static async closed(target: string): Promise<TcpProxy> {
    const proxy = await TcpProxy.open(target);
    await proxy.cut();
    return proxy;
  }

  /** The target's URL, through this proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  /** Listens, again on the same port after cut(). */
  async open(): Promise<void> {
    const server = createServer((near) => this.#join(near)).listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As if the server's process had died: connections break, new ones are refused. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = server === undefined ? undefined : once(server.close(), 'close');
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** As if the server's process were stopped: old and new connections take bytes, and nothing passes. */
  stall(): void {
    this.#isStalled = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** What is sent arrives, but its answer is lost. */
  mute(): void {
    this.#isMute = true;
  }

  /** Ends stall() and mute(); what was stalled passes, what was muted stays lost. */
  resume(): void {
    this.#isStalled = false;
    this.#isMute = false;
    for (const socket of this.#sockets) socket.resume();
  }

  /** From now on each answer comes that much later, in its order; 0 ends that. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Resolves when the server has answered something on any connection. */
  firstAnswer(): Promise<void> {
    return this.#answered.promise;
  }

  /** For the end of a test. */
  close(): Promise<void> {
    return this.cut();
  }

  #join(near: Socket): void {
    const far = connect(Number(this.#target.port), this.#target.hostname);
    far.once('data', () => this.#answered.resolve());
    near.on('data', (bytes) => far.write(bytes));
    let earlier = Promise.resolve();
    far.on('data', (bytes) => {
      if (this.#isMute) return;
      const due = this.#delayMs === 0 ? undefined : sleep(this.#delayMs);
      earlier = earlier.then(async () => {
        await due;
        if (!near.destroyed) near.write(bytes);
      });
    });
    this.#tie(near, far);
    this.#tie(far, near);
  }

  /** The end of one is the end of the other. */
  #tie(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      other.destroy();
    });
    if (this.#isStalled) socket.pause();
  }
}
