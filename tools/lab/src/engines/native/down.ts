import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './supervisor/control.ts';
import { ensureSupervisor } from './supervisor/client.ts';
import { logWriterPids, supervisorPids } from './supervisor/find.ts';
import { readRecords } from './supervisor/record.ts';

const LOOK_MS = 200;

/** Stops everything that was started here, also what a killed supervisor left behind. */
export async function takeDown(
  root: string,
  stateDir: string,
  progress: (line: string) => void,
): Promise<void> {
  const isReached = (await ask(stateDir, { do: 'status' })) !== undefined;
  if (!isReached && isNothingLeft(stateDir)) {
    progress('nothing is running');
    return;
  }
  const { units } = await ensureSupervisor(root, stateDir);
  const running = new Set(units.filter(({ pid }) => pid !== null).map(({ name }) => name));
  const shutdown = ask(stateDir, { do: 'shutdown' });
  const report = (left: ReadonlySet<string>): void => {
    for (const name of running) if (!left.has(name) && running.delete(name)) progress(`${name}: stopped`);
  };
  for (;;) {
    const done = await Promise.race([shutdown, sleep(LOOK_MS)]);
    const status = done ?? (await ask(stateDir, { do: 'status' }));
    report(new Set(status?.units.filter(({ pid }) => pid !== null).map(({ name }) => name)));
    if (done !== undefined) return;
  }
}

/** Somebody may have removed socket and records of a supervisor that runs: to say that nothing runs would be wrong. */
const isNothingLeft = (stateDir: string): boolean =>
  readRecords(stateDir).length === 0 &&
  [...supervisorPids(stateDir), ...logWriterPids(stateDir)].length === 0;
