import type { LogFormat } from '@lab/contracts';
import { createLogger } from '@lab/instrumentation';
import { trace } from '@opentelemetry/api';
import type { DestinationStream, Logger } from 'pino';
import { pino } from 'pino';

const SERVICE = 'gateway';

/** pino's own JSON with the same fields, as the services had it before they had formats; nothing is redacted. */
export const pinoLogger = (destination: DestinationStream): Logger => {
  let seq = 0;
  const ids = (): object => {
    const span = trace.getActiveSpan()?.spanContext();
    return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
  };
  return pino(
    {
      base: { service: SERVICE, instance: 'f2b1c8d4a6e0-1a2b3c4d' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ seq: ++seq, ...ids() }),
    },
    destination,
  );
};

export const labLogger = (format: LogFormat, destination: DestinationStream): Logger =>
  createLogger({ service: SERVICE, level: 'info', format, destination });
