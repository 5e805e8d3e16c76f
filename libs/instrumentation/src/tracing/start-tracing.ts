import { SHUTDOWN_MS } from '@lab/contracts';
import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { getBooleanFromEnv, W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { Build } from '../config/build';
import { tracesSampling } from '../config/telemetry-env';
import { instanceId } from '../logging/logger';
import { BoundedSpanProcessor } from './bounded-span-processor';
import { quietDiagnostics } from './quiet-diagnostics';
import { makeSampler } from './sampler';

const EXPORT_TIMEOUT_MS = 4000;
/** Stacks are longer than what clients may send. */
const SPAN_TEXT = 4096;

let provider: TracerProvider | undefined;

/**
 * Starts the SDK: batches over OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT, W3C context. Nothing is patched: requests, calls,
 * messages, SQL and Redis commands each pass one place of our own that makes its span. OTEL_SDK_DISABLED=true leaves
 * everything off.
 */
export const startTracing = (
  serviceName: string,
  { version, environment }: Pick<Build, 'version' | 'environment'>,
): void => {
  diag.setLogger(quietDiagnostics(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  if (getBooleanFromEnv('OTEL_SDK_DISABLED')) return;
  // Put together here rather than by NodeSDK, which loads every exporter there is: 1,700 modules, a quarter of a start.
  provider = new TracerProvider({
    sampler: makeSampler(tracesSampling()),
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: serviceName,
      [ATTR_SERVICE_INSTANCE_ID]: instanceId,
      [ATTR_SERVICE_VERSION]: version,
      [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment,
    }),
    // what no place of ours cuts itself, such as the stack of an exception
    spanLimits: {
      attributeValueLengthLimit: SPAN_TEXT,
      attributeCountLimit: 64,
      eventCountLimit: 16,
      linkCountLimit: 16,
    },
    spanProcessors: [new BoundedSpanProcessor(new OTLPTraceExporter({ timeoutMillis: EXPORT_TIMEOUT_MS }))],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // without baggage: nothing of the lab uses it, and it costs at every hop
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
};

/** Sends what is still queued, waiting 3 s at most: a collector that is down must not hold up the exit. */
export const stopTracing = async (): Promise<void> => {
  if (!provider) return;
  const deadline = Promise.withResolvers<void>();
  const timer = setTimeout(deadline.resolve, SHUTDOWN_MS.spans);
  await Promise.race([
    provider.shutdown().catch((error: unknown) => diag.error('flush failed', error)),
    deadline.promise,
  ]);
  clearTimeout(timer);
};
