import { type LabModel, type ServiceModel, startedByDefault, urlOf } from '../../model/model.ts';
import type { ServiceStatus } from '../engine.ts';
import { probe } from '../shared/probe.ts';
import { readinessOf } from '../shared/readiness.ts';
import { isAlive, readStat, STOPPED } from '../../proc/stat.ts';
import { ask } from './supervisor/control.ts';
import type { UnitStatus } from './supervisor/protocol.ts';
import { readRecords, type UnitRecord } from './supervisor/record.ts';

/** What runs, as its supervisor says, or as the records say where that has been killed. */
export async function readUnits(stateDir: string): Promise<readonly UnitStatus[]> {
  const supervisor = await ask(stateDir, { do: 'status' });
  return supervisor?.units ?? readRecords(stateDir).map(unsupervised);
}

function unsupervised({ spec, main, restarts }: UnitRecord): UnitStatus {
  const stat = main === null ? undefined : readStat(main.pid);
  const isOurs = isAlive(stat) && stat.startTime === main?.startTime;
  const { name, fingerprint, dependsOn } = spec;
  const state = !isOurs ? 'exited' : stat.state === STOPPED ? 'paused' : 'running';
  return { name, state, pid: isOurs ? stat.pid : null, restarts, fingerprint, dependsOn };
}

export async function readStatus(model: LabModel, stateDir: string): Promise<ServiceStatus[]> {
  const units = await readUnits(stateDir);
  const shown = startedByDefault(model);
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

async function toStatus(
  service: ServiceModel,
  model: LabModel,
  unit: UnitStatus | undefined,
): Promise<ServiceStatus> {
  const state = unit?.state ?? 'absent';
  const ready = state === 'running' && (await probe(readinessOf(service, model))) === undefined;
  return {
    name: service.name,
    state,
    ready,
    pid: unit?.pid ?? null,
    url: urlOf(service),
    restarts: unit?.restarts ?? 0,
  };
}
