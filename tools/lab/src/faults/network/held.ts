import type { Connection, Engine } from '../../engines/engine.ts';
import type { Pair } from './pairs.ts';

type Grip = Pick<Engine, 'address' | 'inside'>;

const TOXIPROXY = 'toxiproxy';

/** The connections that a service holds to its dependency: through the proxy, and past it. */
export interface Held {
  readonly throughProxy: readonly Connection[];
  readonly direct: readonly Connection[];
}

/**
 * Natively the other end is a published port, between containers the port inside: no two services of the lab share one, so
 * both may be looked for.
 */
export async function held(engine: Grip, { from, to, proxyPort, directPort }: Pair): Promise<Held> {
  const ports = (service: string, port: number): number[] => [port, engine.address(service, port).port];
  const [through, past] = [ports(TOXIPROXY, proxyPort), ports(to, directPort)];
  const connections = await engine.inside.connections(from);
  return {
    throughProxy: connections.filter(({ remotePort }) => through.includes(remotePort)),
    direct: connections.filter(({ remotePort }) => past.includes(remotePort)),
  };
}
