// The guard's process: `node main.ts ROOT ID`, started detached by guard.ts. It ends with the fault's entry in the journal.
import { setTimeout as sleep } from 'node:timers/promises';
import { contextFrom, say } from '../../context.ts';
import { Journal } from './journal.ts';
import { rescue } from './rescue.ts';

const LOOK_MS = 500;
/** A lab that cannot be undone now, as one that is being taken down, is left to the next command. */
const TRIES = 20;
const AGAIN_MS = 3000;

const [root, id] = process.argv.slice(2);
if (root === undefined || id === undefined) throw new Error('usage: main.ts ROOT ID');

const context = contextFrom(
  {
    root,
    processEnv: process.env,
    workingDirectory: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    isTty: false,
    signal: new AbortController().signal,
  },
  { json: false },
);
const journal = new Journal(context.stateDir);

for (let failures = 0; failures < TRIES && journal.has(id);) {
  const failed = await rescue(context).catch((error: unknown) => {
    say(context, `${new Date().toISOString()} ${String(error)}`);
    return [{ what: id }];
  });
  if (failed.length > 0) failures += 1;
  await sleep(failed.length > 0 ? AGAIN_MS : LOOK_MS);
}
