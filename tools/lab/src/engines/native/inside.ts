import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../errors.ts';
import { connectionsOf } from '../../process/connections.ts';
import { readOr } from '../../process/read-or.ts';
import { findProcesses, MARK_VARIABLE } from '../../process/service-processes.ts';
import { type ProcessStat, readStat, STOPPED } from '../../process/stat.ts';
import type { Inside } from '../engine.ts';
import { identityOf, readRecord, type UnitRecord } from './supervisor/record.ts';

/** The processes of a service, read from /proc. */
export function inside(stateDir: string): Inside {
  const recordOf = (service: string): UnitRecord => {
    const record = readRecord(stateDir, service);
    if (record === undefined) throw new EnvironmentError(`${service} was not started; run \`lab up\``);
    return record;
  };
  const processesOf = (service: string): ProcessStat[] =>
    findProcesses(identityOf(stateDir, recordOf(service)));
  return {
    dataFolders: (service) => Promise.resolve(recordOf(service).spec.dataDirs),
    heldBack: (service, ms) => stoppedShare(() => processesOf(service), ms),
    environment: (service) => Promise.resolve(newestEnvironment(processesOf(service))),
    connections: (service) => Promise.resolve(connectionsOf(processesOf(service).map(({ pid }) => pid))),
  };
}

const SAMPLE_MS = 7; // no divisor of a throttle's period

/** By the state of the service's newest process, the program itself: how often it was found stopped. */
async function stoppedShare(processes: () => readonly ProcessStat[], ms: number): Promise<number> {
  const newest = [...processes()].sort((a, b) => b.startTime - a.startTime)[0];
  if (newest === undefined) return 0;
  const end = performance.now() + ms;
  let [samples, stopped] = [0, 0];
  while (performance.now() < end) {
    samples += 1;
    if (readStat(newest.pid)?.state === STOPPED) stopped += 1;
    await sleep(SAMPLE_MS);
  }
  return stopped / samples;
}

/** Of the newest process that still shows it: under compose/handover.sh the eldest is a shell, and Postgres overwrites its own. */
function newestEnvironment(processes: readonly ProcessStat[]): Record<string, string> {
  const newest = [...processes].sort((a, b) => b.startTime - a.startTime);
  for (const { pid } of newest) {
    const environment = parseEnvironment(readOr(`/proc/${pid}/environ`, ''));
    if (environment[MARK_VARIABLE] !== undefined) return environment;
  }
  return {};
}

const parseEnvironment = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\0').flatMap((entry) => {
      const equals = entry.indexOf('=');
      return equals < 1 ? [] : [[entry.slice(0, equals), entry.slice(equals + 1)] as const];
    }),
  );
