// The supervisor's process: `node main.ts STATE_DIR`, started detached by client.ts.
import { join } from 'node:path';
import { serve, stopServing } from './control.ts';
import { acquireLock } from './lock.ts';
import { LogWriterKeeper } from './log-writer/keeper.ts';
import { Supervisor } from './supervisor.ts';

const stateDir = process.argv[2];
if (stateDir === undefined) throw new Error('usage: main.ts STATE_DIR');

if (await acquireLock(stateDir)) await run(stateDir);
else process.exit(0); // another `up` was quicker, and its supervisor serves both

async function run(directory: string): Promise<void> {
  const note = (what: unknown): void => console.error(new Date().toISOString(), what);
  const main = join(import.meta.dirname, 'log-writer/main.ts');
  const logWriter = new LogWriterKeeper({ stateDir: directory, main, note });
  const supervisor = new Supervisor(directory, logWriter);
  // The machine shuts down: services are stopped in order, not left to its SIGKILL.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void supervisor.stopAll().finally(() => leave(directory)));
  }
  process.on('SIGHUP', () => undefined); // the terminal it was started from may close
  await serve(directory, {
    handle: (request) => supervisor.handle(request),
    onAnswered: (request) => {
      if (request.do === 'shutdown' || request.do === 'leave') leave(directory);
    },
  });
  // Such as a full disk: noted in supervisor.log, and no reason to leave everything else unsupervised.
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  await logWriter.keep();
}

function leave(directory: string): never {
  stopServing(directory);
  process.exit(0);
}
