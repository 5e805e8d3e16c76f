// The log writer's process: `node main.ts STATE_DIR`, started detached by the supervisor, which it outlives.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { isOpen, listenAt, withdraw } from '../line-socket.ts';
import { acquireLock } from '../lock.ts';
import { logWriterDoor } from './ask.ts';
import { LogWriter } from './log-writer.ts';
import type { LogRequest } from './protocol.ts';

const LOOK_MS = 1000;

const stateDir = process.argv[2];
if (stateDir === undefined) throw new Error('usage: main.ts STATE_DIR');

// Two that read the same pipes would tear lines apart.
if (await acquireLock(join(stateDir, 'logs'))) await run(stateDir);
else process.exit(0);

async function run(directory: string): Promise<void> {
  process.on('unhandledRejection', (reason) => note(String(reason)));
  process.on('uncaughtException', (error) => note(error.stack ?? error.message));
  const writer = new LogWriter(directory, note);
  // How the supervisor ends it, and the machine. Ended by anybody else, it is started again.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void writer.finish().then(() => leave(directory)));
  process.on('SIGHUP', () => undefined); // the terminal it was started from may close
  await serve(writer, directory);
  // Somebody has removed the folder of a lab that runs: what is started after that needs its log written, too.
  setInterval(() => {
    if (!isOpen(logWriterDoor(directory))) serve(writer, directory).catch(() => undefined);
  }, LOOK_MS);
}

function serve(writer: LogWriter, directory: string): Promise<void> {
  return listenAt(logWriterDoor(directory), (line, socket) => {
    const isWanted = (): boolean => !socket.destroyed;
    void writer
      .handle(JSON.parse(line) as LogRequest, isWanted)
      .then((reply) => socket.write(`${JSON.stringify(reply)}\n`));
  });
}

/** Into supervisor.log, if there is room for it. */
function note(line: string): void {
  try {
    writeSync(process.stderr.fd, `${new Date().toISOString()} log writer: ${line}\n`);
  } catch {
    // The disk that is full is this one's too: it has been said where it could be.
  }
}

function leave(directory: string): never {
  withdraw(logWriterDoor(directory));
  process.exit(0);
}
