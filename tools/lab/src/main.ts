// The only place that knows the process: arguments, environment, streams, signals, and the way out.
import { resolve } from 'node:path';
import { runCli } from './cli.ts';
import { EXIT } from './errors.ts';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(EXIT.environment); // asked twice: at once, without tidying up
    abort.abort(new Error(`interrupted by ${signal}`));
  });
}
// `lab logs | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.held : EXIT.environment),
);

const exitCode = await runCli(process.argv.slice(2), {
  root: resolve(import.meta.dirname, '../../..'),
  processEnv: process.env,
  workingDirectory: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  isTty: process.stdout.isTTY,
  signal: abort.signal,
});
// Into a pipe, output is written later than it is asked for: leaving now would lose what a reader has not taken yet.
await new Promise((written) => process.stdout.write('', written));
process.exit(exitCode);
