import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { Socket, type TcpSocketConnectOpts } from 'node:net';
import { onFault } from '@lab/faults';
import type { PoolConfig } from 'pg';

/** Queries that a connection serves while it is slow to open: few enough that the opening is felt. */
const USES = 5;

/** Opens the pool again, with other settings, whenever one of its faults begins or ends. */
export const onPoolFaults = (reopen: (settings: PoolConfig) => void): void => {
  const settings = new Map<string, PoolConfig>();
  const change = (name: string, setting: PoolConfig | undefined): void => {
    if (setting) settings.set(name, setting);
    else settings.delete(name);
    reopen(Object.assign({}, ...settings.values()) as PoolConfig);
  };
  onFault('pool-too-small', (fault) => change('size', fault && { max: fault.amount }));
  onFault('connection-per-query', (fault) => change('uses', fault && { maxUses: fault.amount }));
  onFault('slow-dns', (fault) =>
    change('dns', fault && { maxUses: USES, stream: () => new SlowlyResolving(fault.amount) }),
  );
};

/** Asks a name server that does not answer first, and resolves as usual once that has taken its time. */
class SlowlyResolving extends Socket {
  constructor(private readonly timeoutMs: number) {
    super();
  }

  override connect(...args: unknown[]): this {
    const [port, host] = args as [number, string];
    void askNobody(host, this.timeoutMs).then(() => super.connect({ port, host } as TcpSocketConnectOpts));
    return this;
  }
}

const askNobody = async (host: string, timeoutMs: number): Promise<void> => {
  const mute = createSocket('udp4');
  await new Promise<void>((resolve) => mute.bind(0, '127.0.0.1', resolve));
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([`127.0.0.1:${mute.address().port}`]);
  try {
    await resolver.resolve4(host);
  } catch {
    // As every name server that is down; the next one in the list is asked.
  } finally {
    mute.close();
  }
};
