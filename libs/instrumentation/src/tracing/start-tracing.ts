import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import type { Build } from '../config/build';
import { instanceId } from '../logging/logger';
import { BoundedSpanProcessor } from './bounded-span-processor';
import { quietDiagnostics } from './quiet-diagnostics';
import { flushAtTheEnd } from './stop-tracing';

const EXPORT_TIMEOUT_MS = 4000;
/** Stacks are longer than what clients may send. */
const SPAN_TEXT = 4096;

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
  const sdk = new NodeSDK({
    autoDetectResources: false,
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
    // empty, not absent: the SDK would start its default OTLP exporters for both
    metricReaders: [],
    logRecordProcessors: [],
    // without baggage, the SDK's second default: nothing of the lab uses it, and it costs at every hop
    textMapPropagator: new W3CTraceContextPropagator(),
  });
  sdk.start();
  flushAtTheEnd(sdk);
};
