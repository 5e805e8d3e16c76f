import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '@lab/testing';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { testApp } from '../../test/support/app';
import { BoundedSpanProcessor } from './bounded-span-processor';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heap = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const REQUESTS = 1_000;
/** More than Node's parser takes, so that what is kept stands out from what else comes and goes. */
const LONG = 20_000;
const MB = 1024 * 1024;
/** What spans keep is looked at, not how many there may be; and no batch is given up meanwhile. */
const LIMITS = {
  queueSize: 8192,
  queueBytes: Infinity,
  batchSize: 1024,
  delayMs: 60_000,
  exportTimeoutMs: 60_000,
};

describe('spans that wait for a collector', () => {
  it('keep little of requests with the longest path, query, host, user agent and trace context', async () => {
    const collector: SpanExporter = { export: () => undefined, shutdown: () => Promise.resolve() };
    const sdk = new NodeSDK({
      autoDetectResources: false,
      spanProcessors: [new BoundedSpanProcessor(collector, LIMITS)],
      metricReaders: [],
      logRecordProcessors: [],
    });
    sdk.start();
    const { app } = await testApp({}, { LOG_LEVEL: 'silent', PUBLIC_EDGE: 'true' });
    const send = (n: number) =>
      app.inject({
        method: 'GET',
        url: `/${String(n).padEnd(LONG, 'p')}?${'q'.repeat(LONG)}${n}`,
        headers: {
          host: String(n).padEnd(LONG, 'h'),
          'user-agent': String(n).padEnd(LONG, 'u'),
          traceparent: `01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-${String(n).padEnd(LONG, 't')}`,
        },
      });
    await send(0);
    const before = heap();
    for (let n = 0; n < REQUESTS; n += 1) await send(n);
    // each of the five texts would be 20 MB; what else requests held goes within a second or two
    await until('little is left', () => heap() - before < 15 * MB, { withinMs: 30_000 });
    await app.close();
  }, 60_000);
});
