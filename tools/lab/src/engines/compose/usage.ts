import { get } from 'node:http';
import { z } from 'zod';
import type { LabContext } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import type { ProcessUsage } from '../engine.ts';
import { listContainers } from './containers.ts';
import { docker } from './docker.ts';

const NANOSECONDS = 1e9;
const ANSWER_LIMIT_MS = 10_000;

const Stats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  memory_stats: z.object({
    usage: z.number().default(0),
    stats: z.record(z.string(), z.number()).default({}),
  }),
});

/** From Docker's API: `docker stats` knows percentages of processor time only, not what was used. */
export async function readUsage(context: LabContext): Promise<ProcessUsage[]> {
  const containers = (await listContainers(context)).filter(({ pid }) => pid !== null);
  const socketPath = await apiSocket(context);
  return Promise.all(
    containers.map(async ({ id, service }) => {
      const { cpu_stats: cpu, memory_stats: memory } = Stats.parse(
        await request(socketPath, `/containers/${id}/stats?stream=false&one-shot=true`),
      );
      // As `docker stats` does: file cache that can be dropped at once is not counted.
      const cache = memory.stats['inactive_file'] ?? memory.stats['total_inactive_file'] ?? 0;
      return {
        name: service,
        rssBytes: Math.max(0, memory.usage - cache),
        cpuSeconds: cpu.cpu_usage.total_usage / NANOSECONDS,
      };
    }),
  );
}

async function apiSocket(context: LabContext): Promise<string> {
  const host =
    context.env['DOCKER_HOST'] ??
    (await docker(context, ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])).trim();
  if (!host.startsWith('unix://'))
    throw new EnvironmentError(
      `cannot read resource usage from the remote Docker engine ${host}; use one on this machine`,
    );
  return host.slice('unix://'.length);
}

function request(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = get({ socketPath, path, timeout: ANSWER_LIMIT_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(JSON.parse(text))
          : reject(new EnvironmentError(`Docker's API: ${text}`)),
      );
    });
    asked.on('timeout', () => asked.destroy(new EnvironmentError("Docker's API does not answer")));
    asked.on('error', reject);
  });
}
