import { z } from 'zod';
import type { LabContext } from '../../context.ts';
import type { ServiceState } from '../engine.ts';
import { compose, docker } from './docker.ts';

const Inspected = z.array(
  z.object({
    Id: z.string(),
    RestartCount: z.number(),
    State: z.object({
      Status: z.string(),
      Pid: z.number(),
      StartedAt: z.string(),
      Health: z.object({ Status: z.string() }).nullish(),
    }),
    Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()) }),
  }),
);

export interface Container {
  readonly id: string;
  readonly service: string;
  readonly image: string;
  readonly state: ServiceState;
  /** Null when it does not run: Docker says 0, and a signal to 0 goes to ourselves. */
  readonly pid: number | null;
  /** ISO 8601 with milliseconds; null when it does not run. */
  readonly startedAt: string | null;
  readonly restarts: number;
  /** By its health check; true where there is none. */
  readonly isHealthy: boolean;
}

/** The containers of this lab, running or not. */
export async function listContainers(context: LabContext): Promise<Container[]> {
  const ids = (await compose(context, ['ps', '--all', '--quiet'])).split('\n').filter((id) => id !== '');
  return ids.length === 0
    ? []
    : parseInspected(await docker(context, ['inspect', '--type', 'container', ...ids]));
}

/** The processes that a container's first one has started, by their numbers on Docker's machine. */
export async function childrenOf(
  context: LabContext,
  { id, pid }: { readonly id: string; readonly pid: number },
): Promise<number[]> {
  const rows = (await docker(context, ['top', id, '-eo', 'pid,ppid'])).split('\n').slice(1);
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

export function parseInspected(json: string): Container[] {
  return Inspected.parse(JSON.parse(json))
    .filter(({ Config }) => Config.Labels['com.docker.compose.oneoff'] !== 'True')
    .map(({ Id, RestartCount, State, Config }) => ({
      id: Id,
      service: Config.Labels['com.docker.compose.service'] ?? '',
      image: Config.Image,
      state: stateOf(State.Status),
      pid: State.Pid > 1 ? State.Pid : null,
      startedAt: State.Pid > 1 ? new Date(State.StartedAt).toISOString() : null, // Docker tells nanoseconds
      restarts: RestartCount,
      isHealthy: State.Health == null || State.Health.Status === 'healthy',
    }));
}

function stateOf(status: string): ServiceState {
  if (status === 'running' || status === 'paused' || status === 'restarting') return status;
  return status === 'created' ? 'absent' : 'exited';
}
