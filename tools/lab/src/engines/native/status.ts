import { asFallback, type LabModel, type ServiceModel, startedByDefault, urlOf } from '../../model/model.ts';
import type { ServiceStatus } from '../engine.ts';
import { probe } from '../../process/probe.ts';
import { readinessOf } from '../shared/readiness.ts';
import { isAlive, readStat, STOPPED } from '../../process/stat.ts';
import { ask } from './supervisor/control.ts';
import type { UnitStatus } from './supervisor/protocol.ts';
import { readRecords, type UnitRecord } from './supervisor/record.ts';

/** What runs, as its supervisor says, or as the records say where that has been killed. */
export async function readUnits(stateDir: string): Promise<readonly UnitStatus[]> {
  const supervisor = await ask(stateDir, { do: 'status' });
  return supervisor?.units ?? readRecords(stateDir).map(unsupervised);
}

function unsupervised({ spec, main, restarts, startedAt }: UnitRecord): UnitStatus {
  const stat = main === null ? undefined : readStat(main.pid);
  const isOurs = isAlive(stat) && stat.startTime === main?.startTime;
  const { name, fingerprint, dependsOn, fallback = null } = spec;
  const described = { name, restarts, fingerprint, dependsOn, fallback };
  if (!isOurs) return { ...described, state: 'exited', pid: null, startedAt: null };
  return { ...described, state: stat.state === STOPPED ? 'paused' : 'running', pid: stat.pid, startedAt };
}

export async function readStatus(model: LabModel, stateDir: string): Promise<ServiceStatus[]> {
  const units = await readUnits(stateDir);
  const shown = startedByDefault(model).filter(({ native }) => native !== undefined);
  return Promise.all(
    shown.map((service) =>
      toStatus(
        service,
        model,
        units.find(({ name }) => name === service.name),
      ),
    ),
  );
}

const NEVER_STARTED = { state: 'absent', pid: null, startedAt: null, restarts: 0, fallback: null } as const;

async function toStatus(
  described: ServiceModel,
  model: LabModel,
  unit: UnitStatus | undefined,
): Promise<ServiceStatus> {
  // A supervisor of an earlier version does not tell all of it.
  const { state, pid, startedAt, restarts, fallback } = { ...NEVER_STARTED, ...unit };
  const service = fallback === null ? described : asFallback(described);
  const ready = state === 'running' && (await probe(readinessOf(service, model))) === undefined;
  return {
    name: service.name,
    state,
    ready,
    pid,
    startedAt: startedAt === null ? null : new Date(startedAt).toISOString(),
    url: urlOf(service),
    restarts,
    fallback,
  };
}
