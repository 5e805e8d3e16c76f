import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request that was begun, and the reply to it. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Which request each connection is at, for errors that Node reports about the bare connection. */
export class Exchanges {
  private readonly latest = new WeakMap<Socket, Exchange>();

  began(exchange: Exchange): void {
    const { socket } = exchange.request.raw;
    this.latest.set(socket, exchange);
    exchange.reply.raw.once('close', () => {
      if (this.latest.get(socket) === exchange) this.latest.delete(socket);
    });
  }

  on(socket: Socket): Exchange | undefined {
    return this.latest.get(socket);
  }
}
