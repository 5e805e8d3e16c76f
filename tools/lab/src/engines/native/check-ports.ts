import { setTimeout as sleep } from 'node:timers/promises';
import type { LabContext } from '../../context.ts';
import type { EnvironmentError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';
import { portProblem, portsOf } from '../shared/ports.ts';
import { findHolders } from '../../process/listeners.ts';
import { findProcesses } from '../../process/service-processes.ts';
import { identityOf, readRecords } from './supervisor/record.ts';

const LOOK_AGAIN_MS = 500;

/** Before anything starts. A port that our own service holds is no problem: it runs already, or will be cleared away. */
export async function checkPorts(services: readonly ServiceModel[], context: LabContext): Promise<void> {
  if (problemWith(services, context) === undefined) return;
  await sleep(LOOK_AGAIN_MS); // a process that is just ending still holds its port for a moment
  const problem = problemWith(services, context);
  if (problem !== undefined) throw problem;
}

function problemWith(
  services: readonly ServiceModel[],
  { stateDir, envFile }: LabContext,
): EnvironmentError | undefined {
  const wanted = portsOf(services);
  const holders = findHolders(wanted.map(({ port }) => port));
  const own = holders.length === 0 ? new Set<number>() : ownPids(services, stateDir);
  return portProblem(
    wanted,
    holders.filter(({ pid }) => pid === undefined || !own.has(pid)),
    envFile,
  );
}

function ownPids(services: readonly ServiceModel[], stateDir: string): Set<number> {
  const records = new Map(readRecords(stateDir).map((record) => [record.spec.name, record]));
  const pids = services.flatMap(({ name }) => {
    const record = records.get(name);
    return record === undefined ? [] : findProcesses(identityOf(stateDir, record)).map(({ pid }) => pid);
  });
  return new Set(pids);
}
