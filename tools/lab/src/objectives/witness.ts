import type { RequestLine } from '../k6/request-line.ts';
import { EventLog } from './event-log.ts';
import type { Clients } from './journeys.ts';

/** What the clients of a journey saw, which the services' own counters have no part in. */
export class Witness extends EventLog {
  readonly #clients: Clients;

  constructor(clients: Clients) {
    super();
    this.#clients = clients;
  }

  see(line: RequestLine): void {
    if (!this.#clients.isEvent(line)) return;
    this.add({ at: line.at + line.ms, isBad: this.#clients.isBad?.(line) });
  }
}
