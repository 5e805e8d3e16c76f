import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { trace } from '@opentelemetry/api';
import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';
import { REDACTED_PATHS, withoutCredentials } from './redaction';
import { logDestination } from './stdout';

interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  readonly destination?: DestinationStream;
}

/** Names this process in logs and traces: the host (a container's id) and a random part, since processes come and go on one host. */
export const instanceId = `${hostname()}-${randomUUID().slice(0, 8)}`;

const activeTrace = (): { trace_id?: string; span_id?: string } => {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
};

/**
 * One JSON object per line on stdout. Written synchronously: a buffered writer would be cheaper by some microseconds
 * a line, but SIGKILL would take the last lines with it, and those tell why. `seq` grows by one per line of this
 * process, so a reader can count what was lost or doubled on the way.
 */
export const createLogger = ({ service, level, destination }: LoggerOptions): Logger => {
  let seq = 0;
  return pino(
    {
      level,
      base: { service, instance: instanceId },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ seq: ++seq, ...activeTrace() }),
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
      serializers: { err: (error: Error) => withoutCredentials(pino.stdSerializers.err(error)) },
    },
    destination ?? logDestination(),
  );
};
