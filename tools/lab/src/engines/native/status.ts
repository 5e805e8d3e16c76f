import { type LabModel, type ServiceModel, startedByDefault, urlOf } from '../../model/model.ts';
import type { ServiceStatus } from '../engine.ts';
import { placeOf } from './places.ts';
import { probe } from './probe.ts';
import { isAlive, readStat } from './proc/stat.ts';
import { rewriterFor } from './rewrite.ts';
import { ask } from './supervisor/control.ts';
import type { UnitStatus } from './supervisor/protocol.ts';
import { readRecords, type UnitRecord } from './supervisor/record.ts';

/** What runs, as its supervisor says, or as the records say where that has been killed. */
export async function readUnits(
  stateDir: string,
): Promise<{ units: readonly UnitStatus[]; isSupervised: boolean }> {
  const supervisor = await ask(stateDir, { do: 'status' });
  return supervisor === undefined
    ? { units: readRecords(stateDir).map(unsupervised), isSupervised: false }
    : { units: supervisor.units, isSupervised: true };
}

function unsupervised({ spec, main, restarts }: UnitRecord): UnitStatus {
  const stat = main === null ? undefined : readStat(main.pid);
  const isOurs = isAlive(stat) && stat.startTime === main?.startTime;
  const { name, fingerprint, dependsOn } = spec;
  const state = !isOurs ? 'exited' : stat.state === 'T' ? 'paused' : 'running';
  return { name, state, pid: isOurs ? stat.pid : null, restarts, fingerprint, dependsOn };
}

export async function readStatus(model: LabModel, stateDir: string): Promise<ServiceStatus[]> {
  const { units } = await readUnits(stateDir);
  const shown = startedByDefault(model);
  return Promise.all(
    shown.map((service) =>
      toStatus(service, model, { stateDir, unit: units.find(({ name }) => name === service.name) }),
    ),
  );
}

async function toStatus(
  service: ServiceModel,
  model: LabModel,
  { stateDir, unit }: { stateDir: string; unit: UnitStatus | undefined },
): Promise<ServiceStatus> {
  const state = unit?.state ?? 'absent';
  const ready = state === 'running' && (await probe(readinessOf(service, model, stateDir))) === undefined;
  return {
    name: service.name,
    state,
    ready,
    pid: unit?.pid ?? null,
    url: urlOf(service),
    restarts: unit?.restarts ?? 0,
  };
}

/** The readiness probe as it is asked from this machine. */
export function readinessOf(
  service: ServiceModel,
  model: LabModel,
  stateDir: string,
): { http: string } | { tcp: string } | undefined {
  const ready = service.native?.ready;
  if (ready === undefined) return undefined;
  const rewrite = rewriterFor(service, model.services, placeOf(service, stateDir, false).path);
  return 'http' in ready ? { http: rewrite(ready.http) } : { tcp: rewrite(ready.tcp) };
}
