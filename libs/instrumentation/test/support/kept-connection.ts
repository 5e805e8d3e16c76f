import { type Socket, connect } from 'node:net';
import type { Outcome } from './client';

/**
 * A client that keeps its connection until an answer tells it to close, and does not look whether the far side has closed
 * it before it sends the next request: what a server closes without a word costs it a request.
 */
export class KeptConnection {
  private socket: Socket | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: URL) {}

  /** One request after the other. */
  ask(): Promise<Outcome> {
    const asked = this.last.then(() => this.exchange());
    this.last = asked;
    return asked;
  }

  close(): void {
    this.socket?.destroy();
  }

  private async exchange(): Promise<Outcome> {
    const { hostname, port, host, pathname, search } = this.url;
    const socket = (this.socket ??= connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
    const answer = answerOn(socket);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const outcome = await answer;
    if (outcome.status === undefined || outcome.connection === 'close') {
      socket.destroy();
      this.socket = undefined;
    }
    return outcome;
  }
}

const answerOn = (socket: Socket): Promise<Outcome> =>
  new Promise((resolve) => {
    let text = '';
    const done = (outcome: Outcome): void => {
      socket.removeAllListeners().on('error', () => undefined);
      resolve(outcome);
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [head = '', body] = text.split('\r\n\r\n');
      const header = (name: string): string | undefined =>
        new RegExp(`^${name}: (.*)\r?$`, 'im').exec(head)?.[1]?.trim();
      if (body === undefined || body.length < Number(header('content-length'))) return;
      done({ status: Number(head.split(' ')[1]), connection: header('connection') });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => done({ error: error.code ?? error.message }));
    for (const event of ['end', 'close']) socket.on(event, () => done({ error: 'closed without an answer' }));
    if (socket.readableEnded || socket.destroyed) done({ error: 'closed without an answer' });
  });
