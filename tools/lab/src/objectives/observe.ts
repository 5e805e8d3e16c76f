import type { Objective } from '@lab/objectives';
import type { Clients, Journey } from './journeys.ts';
import type { Observed, Observer } from './observer.ts';
import { watchProber } from './watch-prober.ts';
import { Witness } from './witness.ts';

/** The clients of a load where these can tell, else the prober, which is its own traffic. */
export const observe = (objective: Objective, { clients }: Journey, lab: Observed): Observer =>
  clients === undefined ? watchProber(objective, lab) : watchClients(clients, lab);

const watchClients = (clients: Clients, lab: Observed): Observer => {
  const events = new Witness(clients);
  const traffic = lab.traffic((line) => events.see(line));
  return {
    events,
    sawNothing: 'the clients saw no event',
    failed: new AbortController().signal, // `stop` says what went wrong with the load
    stop: () => traffic.stop(),
  };
};
