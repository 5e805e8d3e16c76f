// The supervisor's process: `node main.ts STATE_DIR`, started detached by client.ts.
import { acquireLock, serve, withdraw } from './control.ts';
import { Supervisor } from './supervisor.ts';

const ROTATE_INTERVAL_MS = 5000;

const stateDir = process.argv[2];
if (stateDir === undefined) throw new Error('usage: main.ts STATE_DIR');

if (await acquireLock(stateDir)) await run(stateDir);
else process.exit(0); // another `up` was quicker, and its supervisor serves both

async function run(directory: string): Promise<void> {
  const supervisor = new Supervisor(directory);
  // The machine shuts down: services are stopped in order, not left to its SIGKILL.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void supervisor.stopAll().finally(() => leave(directory)));
  }
  process.on('SIGHUP', () => undefined); // the terminal it was started from may close
  setInterval(() => supervisor.rotateLogs(), ROTATE_INTERVAL_MS);
  await serve(directory, {
    handle: (request) => supervisor.handle(request),
    onAnswered: (request) => {
      if (request.do === 'shutdown' || request.do === 'leave') leave(directory);
    },
  });
  // Such as a full disk: noted in supervisor.log, and no reason to leave everything else unsupervised.
  process.on('unhandledRejection', (reason) => console.error(new Date().toISOString(), reason));
  process.on('uncaughtException', (error) => console.error(new Date().toISOString(), error));
}

function leave(directory: string): never {
  withdraw(directory);
  process.exit(0);
}
