import { setTimeout as sleep } from 'node:timers/promises';
import type { LabContext } from '../../context.ts';
import { parseEstablished } from '../../process/connections.ts';
import type { Inside } from '../engine.ts';
import { compose, docker } from './docker.ts';

/** The container of a service, asked through Docker. */
export const inside = (context: LabContext): Inside => ({
  dataFolders: () => Promise.resolve([]), // in a volume, which only containers see
  heldBack: async (service, ms) => {
    const before = await throttledMs(context, service);
    await sleep(ms);
    return ((await throttledMs(context, service)) - before) / ms;
  },
  environment: async (service) => {
    const id = (await compose(context, ['ps', '--quiet', service])).trim();
    const text = await docker(context, ['inspect', '--format', '{{json .Config.Env}}', id]);
    const pairs = (JSON.parse(text) as string[]).map((entry) => {
      const equals = entry.indexOf('=');
      return [entry.slice(0, equals), entry.slice(equals + 1)] as const;
    });
    return Object.fromEntries(pairs);
  },
  connections: async (service) => {
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((table) =>
      compose(context, ['exec', '-T', service, 'cat', table]),
    );
    return (await Promise.all(tables)).flatMap(parseEstablished);
  },
});

const US_PER_MS = 1000;

/** As the service's own cgroup counts it: time in which it wanted to run and was not let. */
async function throttledMs(context: LabContext, service: string): Promise<number> {
  const text = await compose(context, ['exec', '-T', service, 'cat', '/sys/fs/cgroup/cpu.stat']);
  return Number(/^throttled_usec (\d+)$/m.exec(text)?.[1] ?? 0) / US_PER_MS;
}
