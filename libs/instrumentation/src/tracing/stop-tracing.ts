import { atMost, SHUTDOWN_MS } from '@lab/contracts';
import { diag } from '@opentelemetry/api';

// Apart from the SDK: what only stops tracing, such as a test of a service, need not load its 2,000 modules.
let sdk: { shutdown(): Promise<void> } | undefined;

export const flushAtTheEnd = (started: { shutdown(): Promise<void> }): void => {
  sdk = started;
};

/** Sends what is still queued, waiting 3 s at most: a collector that is down must not hold up the exit. */
export const stopTracing = async (): Promise<void> => {
  if (!sdk) return;
  const flushed = sdk.shutdown().catch((error: unknown) => diag.error('flush failed', error));
  await atMost(SHUTDOWN_MS.spans, flushed);
};
