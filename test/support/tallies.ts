import { LOG_METRICS, METRICS, SPAN_METRICS } from '@lab/contracts';
import type { Span } from './spans.ts';

/** One thing that takes place, and how each of those who count it on their own is asked for it. */
export interface Counted {
  readonly what: string;
  readonly process: string;
  readonly spanMetrics: string;
  readonly isIt: (span: Span) => boolean;
  readonly logMetrics: string;
  readonly loki: string;
}

const { calls } = SPAN_METRICS;
const requests = `${METRICS.httpServerDuration}_count`;

/** Every order of the load, at three places on its way. */
export const COUNTED = {
  requests: {
    what: 'requests at the gateway',
    process: `${requests}{job="gateway",route="/orders"}`,
    spanMetrics: `${calls}{service_name="gateway",span_kind="SPAN_KIND_SERVER",http_route="/orders"}`,
    isIt: ({ service, tags }) =>
      service === 'gateway' && tags['span.kind'] === 'server' && tags['http.route'] === '/orders',
    logMetrics: `${LOG_METRICS.requests}{service="gateway",route="/orders"}`,
    loki: '{service_name="gateway"} |= "request" | route="/orders"',
  },
  placed: {
    what: 'orders placed',
    process: METRICS.ordersPlaced,
    spanMetrics: `${calls}{service_name="orders",span_kind="SPAN_KIND_SERVER",http_route="/orders",http_response_status_code="202"}`,
    isIt: ({ service, tags }) =>
      service === 'orders' &&
      tags['span.kind'] === 'server' &&
      tags['http.route'] === '/orders' &&
      tags['http.response.status_code'] === '202',
    logMetrics: `${LOG_METRICS.requests}{service="orders",route="/orders",status_class="2xx"}`,
    loki: '{service_name="orders"} |= "request" | route="/orders" | status="202"',
  },
  settled: {
    what: 'orders settled',
    process: METRICS.ordersSettled,
    spanMetrics: `${calls}{service_name="orders",span_kind="SPAN_KIND_CONSUMER"}`,
    isIt: ({ service, tags }) => service === 'orders' && tags['span.kind'] === 'consumer',
    logMetrics: LOG_METRICS.ordersSettled,
    loki: '{service_name="orders"} |= "order settled"',
  },
} as const satisfies Record<string, Counted>;
