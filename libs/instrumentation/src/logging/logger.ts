import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { DROPPED_LINES_FIELD, type LogFormat } from '@lab/contracts';
import type { DestinationStream, Logger, LoggerOptions as PinoOptions } from 'pino';
import { pino } from 'pino';
import { bindingsOf } from './child-bindings';
import { LOG_ERROR_FIELD } from './record/field-key';
import { isoTime } from './iso-time';
import { Budget, plain } from './record/json-text';
import { LogDestination } from './log-destination';
import { LogEncoder } from './log-encoder';
import { describeFailure, messageAmong } from './record/message';

export interface LoggerOptions {
  readonly service: string;
  /** The least severe level that is written, or `silent`. */
  readonly level: string;
  readonly format: LogFormat;
  /** Gets each line with its newline; stdout if there is none. */
  readonly destination?: DestinationStream;
}

/** Names this process in logs and traces: the host (a container's id) and a random part, since processes come and go on one host. */
export const instanceId = `${hostname()}-${randomUUID().slice(0, 8)}`;

/** pino's own parts, which its types do not show: the one makes a line, the other calls that and hands the line on. */
const asJson: typeof pino.symbols.asJsonSym = pino.symbols.asJsonSym;
const write: typeof pino.symbols.writeSym = pino.symbols.writeSym;

/**
 * A pino logger whose lines are of the given format. Written synchronously: a buffered writer would be cheaper by some
 * microseconds a line, but SIGKILL would lose the last lines, which explain why. `seq` grows by one per line of
 * this logger and its children, so a reader can count what was lost or doubled on the way. No log call throws.
 */
export const createLogger = ({ service, level, format, destination }: LoggerOptions): Logger => {
  const stream = destination ?? LogDestination.stdout();
  const logger = pino({ ...OPTIONS, level }, stream);
  const encoder = new LogEncoder(format, { service, instance: instanceId });
  let seq = 0;
  // eslint-disable-next-line no-restricted-syntax -- pino's signature
  const encode = function (this: Logger, own: object, msg: unknown, num: number, time: string): string {
    const bindings = bindingsOf(this);
    // counted first: what a getter logs while this line is written has the next number
    seq += 1;
    return encoder.encode({ time, level: num, seq, msg, own, bindings });
  };
  if (stream instanceof LogDestination) stream.reportTo((lines) => noteDropped(logger, lines));
  return Object.assign(logger, { [asJson]: encode });
};

/** No base, mixin, formatter and redaction: the encoder writes all that, and children have only their own bindings. */
const OPTIONS: PinoOptions = {
  base: null,
  timestamp: isoTime,
  // for an error as a child's binding; one of a line comes as it is
  serializers: { err: (error: unknown) => plain(error, { ancestors: [], budget: new Budget() }) },
  hooks: {
    logMethod(args, method, level) {
      try {
        method.apply(this, args);
      } catch (error) {
        logFailure(this, { args, level, error });
      }
    },
  },
};

interface Failure {
  readonly args: readonly unknown[];
  readonly level: number;
  readonly error: unknown;
}

/** What threw is the object (pino looks at it before it is encoded) or the destination, which then throws once more. */
const logFailure = (logger: Logger, { args, level, error }: Failure): void => {
  try {
    const own = { [LOG_ERROR_FIELD]: describeFailure(error) };
    writeLine(logger, { own, msg: messageAmong(args), level });
  } catch {
    // nothing can be written, and logging must not fail what it reports on
  }
};

/** Whatever the logger's level: the numbers of those lines are missing, and this line explains them. */
const noteDropped = (logger: Logger, lines: number): void =>
  writeLine(logger, {
    own: { [DROPPED_LINES_FIELD]: lines },
    msg: 'log lines dropped',
    level: pino.levels.values['warn'] ?? 0,
  });

const writeLine = (
  logger: Logger,
  { own, msg, level }: { own: object; msg: string | undefined; level: number },
): void => {
  const internals = logger as unknown as Record<typeof write, (...call: unknown[]) => void>;
  internals[write](own, msg, level);
};
