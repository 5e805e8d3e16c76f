import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A wire to a real server that a test can cut, stall and mend. */
export class Proxy {
  private readonly server: Server = createServer((near) => this.join(near));
  private readonly sockets = new Set<Socket>();
  private isMute = false;
  private delayMs = 0;
  private isStalled = false;

  constructor(private readonly target: URL) {}

  /** Listens on a free port of the loopback, or again on the one that it had; answers the target's URL through it. */
  async open(): Promise<string> {
    const port = this.port;
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  private port = 0;

  /** As if the server's process had died: connections break, new ones are refused. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** What is sent arrives, but no answer comes back. */
  mute(): void {
    this.isMute = true;
  }

  /** Each answer comes that much later. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** As if the server's process were stopped: it takes bytes and does nothing; `resume` lets it go on. */
  stall(): void {
    this.isStalled = true;
    for (const socket of this.sockets) socket.pause();
  }

  resume(): void {
    this.isMute = false;
    this.isStalled = false;
    for (const socket of this.sockets) socket.resume();
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    near.on('data', (chunk) => far.write(chunk));
    let lastAt = 0;
    far.on('data', (chunk) => {
      if (this.isMute) return;
      // never before what was sent earlier
      lastAt = Math.max(lastAt, performance.now() + this.delayMs);
      const delayMs = lastAt - performance.now();
      if (delayMs <= 0) near.write(chunk);
      else setTimeout(() => near.destroyed || near.write(chunk), delayMs);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      if (this.isStalled) socket.pause();
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
