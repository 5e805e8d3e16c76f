import type { LabContext } from '../../context.ts';
import { parseEstablished } from '../../process/connections.ts';
import type { Inside } from '../engine.ts';
import { compose, docker } from './docker.ts';

/** The container of a service, asked through Docker. */
export const inside = (context: LabContext): Inside => ({
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
