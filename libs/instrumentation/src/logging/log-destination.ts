import { METRICS } from '@lab/contracts';
import type { Counter } from 'prom-client';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';
import { counter } from '../metrics/metrics';

const STDOUT = 1;
/** Lines in memory that the log does not take now; about five seconds of a service at 100 orders a second. */
const MAX_KEPT_BYTES = 1024 * 1024;
const RETRY_MS = 20;
/** The last lines explain why a process exited, so its exit waits this long for a blocked log. */
const EXIT_LIMIT_MS = 500;
const EXIT_RETRY_MS = 10;

/** What pino's destination has beyond its declared type. */
type SonicBoom = ReturnType<typeof pino.destination>;

/**
 * Writes each line at once, so that SIGKILL loses none. What the log does not accept (a full pipe that nobody reads,
 * a full disk, a reader that is gone) waits in memory, up to a limit in bytes; lines beyond it are dropped and counted.
 * Nothing here waits or throws: requests have nothing to do with the state of the log. See ADR 0022.
 */
export class LogDestination implements DestinationStream {
  readonly #file: SonicBoom;
  readonly #droppedLines: Counter | { inc(): void };
  #report: (lines: number) => void = () => undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Lines dropped since the log last took one. */
  #dropped = 0;

  /** `fd` must not block, or a full pipe blocks the writer. */
  constructor(fd: number) {
    this.#droppedLines = counter({
      name: METRICS.logLinesDropped,
      help: 'Log lines dropped because the log did not take them.',
    });
    const retryEAGAIN = (): boolean => false; // its own retry sleeps, and the event loop with it
    this.#file = pino.destination({ dest: fd, sync: true, maxLength: MAX_KEPT_BYTES, retryEAGAIN });
    // pino's own listener passes on every error that is no EPIPE, which ends the process, and after an EPIPE it makes
    // writing a no-op, which counts nothing
    this.#file.removeAllListeners('error');
    this.#file.on('error', () => this.#failed());
    this.#file.on('drop', () => this.#drop());
  }

  static stdout(): LogDestination {
    // Node makes a pipe non-blocking when it opens its own stream on it. stderr too: Node writes warnings to it. The
    // listener: what anybody else writes to a broken pipe must not end the process either.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    return new LogDestination(STDOUT);
  }

  /** `report` is called when the log takes lines again, with how many were dropped since the last one it took. */
  reportTo(report: (lines: number) => void): void {
    this.#report = report;
  }

  write(line: string): void {
    // all of them until there is room for everything: one gap in the numbers is easier to explain than many
    if (this.#dropped > 0) this.#drop();
    else this.#file.write(line);
  }

  #drop(): void {
    this.#dropped += 1;
    this.#droppedLines.inc();
  }

  #failed(): void {
    this.#failures += 1;
    if (this.#retry !== undefined) return;
    this.#retry = setInterval(() => this.#tryAgain(), RETRY_MS).unref();
    process.once('exit', this.#atExit);
  }

  /** Whether the log has taken all that waited. */
  #tryAgain(): boolean {
    const failures = this.#failures;
    this.#file.write(''); // what waits is written first; a failure is reported before this returns
    if (this.#failures > failures) return false;
    clearInterval(this.#retry);
    this.#retry = undefined;
    process.removeListener('exit', this.#atExit);
    const lines = this.#dropped;
    this.#dropped = 0;
    if (lines > 0) this.#report(lines);
    return true;
  }

  readonly #atExit = (): void => {
    const deadline = Date.now() + EXIT_LIMIT_MS;
    while (!this.#tryAgain() && Date.now() < deadline)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EXIT_RETRY_MS);
  };
}
