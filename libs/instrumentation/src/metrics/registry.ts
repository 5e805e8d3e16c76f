import type { OpenMetricsContentType } from 'prom-client';
import { register, Registry } from 'prom-client';

// The process's metrics, as GET /metrics shows them. Set before the first metric exists: prom-client refuses exemplars on a registry that is not OpenMetrics.
// The cast is for prom-client's types, which assume that the default registry always has the classic format.
export const registry = register as unknown as Registry<OpenMetricsContentType>;
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
