// Takes processor time from one service: `node main.ts STATE_DIR SERVICE SHARE UNTIL`, started detached by throttle.ts. Every
// tenth of a second it stops the service's processes for a part of it, which is what a cgroup's quota does, without a cgroup.
import { setTimeout as sleep } from 'node:timers/promises';
import { findProcesses, signal } from '../../../process/service-processes.ts';
import { identityOf, readRecord } from '../supervisor/record.ts';

const PERIOD_MS = 100;
/** Looking for the processes reads all of /proc: new ones of a service may run free for so long. */
const LOOK_MS = 1000;

const [stateDir, service, share, until] = process.argv.slice(2);
if (stateDir === undefined || service === undefined || until === undefined)
  throw new Error('usage: main.ts STATE_DIR SERVICE SHARE UNTIL');

let isEnding = false;
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => (isEnding = true));

await throttle({ stateDir, service, runMs: Number(share) * PERIOD_MS, untilMs: Number(until) });

interface Throttling {
  readonly stateDir: string;
  readonly service: string;
  readonly runMs: number;
  readonly untilMs: number;
}

async function throttle({ stateDir: lab, service: name, runMs, untilMs }: Throttling): Promise<void> {
  let pids: readonly number[] = [];
  let lookAt = 0;
  while (!isEnding && Date.now() < untilMs) {
    if (Date.now() >= lookAt) {
      pids = pidsOf(lab, name);
      lookAt = Date.now() + LOOK_MS;
    }
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await sleep(PERIOD_MS - runMs);
    for (const pid of pids) signal(pid, 'SIGCONT');
    await sleep(runMs);
  }
}

function pidsOf(lab: string, name: string): number[] {
  const record = readRecord(lab, name);
  return record === undefined ? [] : findProcesses(identityOf(lab, record)).map(({ pid }) => pid);
}
