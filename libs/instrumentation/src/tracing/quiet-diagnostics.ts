import type { DiagLogger } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';

const QUIET_MS = 60_000;

/**
 * Where the SDK reports its own trouble. A collector that is down fails every batch: one line a minute says so, with
 * how many reports were omitted; the counters have the exact loss.
 */
export const quietDiagnostics = (
  now: () => number = Date.now,
  logger = new Logger('OpenTelemetry'),
): DiagLogger => {
  let silentUntil = 0;
  let leftOut = 0;
  const report = (message: string, ...details: unknown[]): void => {
    if (now() < silentUntil) {
      leftOut += 1;
      return;
    }
    silentUntil = now() + QUIET_MS;
    const detail = [message, ...details].map(textOf).join(' ').slice(0, 500);
    // the export runs in the context of whichever request ended first in the batch, and has nothing to do with it
    context.with(ROOT_CONTEXT, () => logger.warn({ msg: 'telemetry trouble', detail, left_out: leftOut }));
    leftOut = 0;
  };
  const ignore = (): void => undefined;
  return { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
};

// The SDK's error handler writes an error as a JSON object with its stack.
const textOf = (part: unknown): string => {
  const text = String(part);
  const quoted = /"message":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  return quoted ? String(JSON.parse(quoted)) : text;
};
