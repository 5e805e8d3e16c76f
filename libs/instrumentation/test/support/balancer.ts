import { type Server, type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 200;

/**
 * What kube-proxy does with a service of several pods: a new connection goes to one that is ready as far as is known, an
 * open one stays where it is, whatever becomes of that one's readiness.
 */
export class Balancer {
  readonly ready = new Set<string>();
  private readonly targets = new Set<string>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly stopping = new AbortController();
  private turn = 0;

  constructor() {
    this.server = createServer({ allowHalfOpen: true }, (client) => this.forward(client));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    void this.watch();
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(url: string): void {
    this.targets.add(url);
  }

  stop(): void {
    this.stopping.abort();
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async watch(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await Promise.all([...this.targets].map((url) => this.look(url)));
      await sleep(LOOK_MS);
    }
  }

  private async look(url: string): Promise<void> {
    const answer = await fetch(`${url}/health/ready`, { headers: { connection: 'close' } }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer();
    if (answer?.ok) this.ready.add(url);
    else this.ready.delete(url);
  }

  private forward(client: Socket): void {
    const ready = [...this.ready];
    const target = ready[(this.turn += 1) % ready.length];
    if (target === undefined) return void client.destroy();
    const upstream = connect({ port: Number(new URL(target).port), host: '127.0.0.1', allowHalfOpen: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true).pipe(to);
      from.on('error', () => to.destroy()).on('close', () => this.sockets.delete(from));
    }
  }
}
