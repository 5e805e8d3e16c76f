/** Every metric that a service of the lab defines. Dashboards and rules are checked against this list. */
export const METRICS = {
  httpServerDuration: 'lab_http_server_request_duration_seconds',
  httpServerInFlight: 'lab_http_server_requests_in_flight',
  httpServerShed: 'lab_http_server_requests_shed_total',
  httpServerAbandoned: 'lab_http_server_requests_abandoned_total',
  httpClientDuration: 'lab_http_client_request_duration_seconds',
  httpClientBreaker: 'lab_http_client_breaker_state',
  httpClientInFlight: 'lab_http_client_requests_in_flight',
  httpClientQueued: 'lab_http_client_requests_queued',
  messagesPublished: 'lab_messages_published_total',
  messagesUnconfirmed: 'lab_messages_unconfirmed',
  messagePublishDuration: 'lab_message_publish_duration_seconds',
  messagesConsumed: 'lab_messages_consumed_total',
  messageProcessDuration: 'lab_message_process_duration_seconds',
  messagesInFlight: 'lab_messages_in_flight',
  consumersPaused: 'lab_consumers_paused',
  ordersPlaced: 'lab_orders_placed_total',
  ordersSettled: 'lab_orders_settled_total',
  orderSettleDuration: 'lab_order_settle_duration_seconds',
  outboxPending: 'lab_outbox_pending_messages',
  outboxParked: 'lab_outbox_parked_messages',
  outboxOldestAge: 'lab_outbox_oldest_age_seconds',
  outboxRelayed: 'lab_outbox_relayed_total',
  reservations: 'lab_reservations_total',
  stockRoom: 'lab_stock_room_bytes',
  stockRoomRatio: 'lab_stock_room_ratio',
  pagesReceived: 'lab_pages_received_total',
  incidents: 'lab_incidents',
  incidentEscalations: 'lab_incident_escalations_total',
  incidentAcknowledgeDuration: 'lab_incident_acknowledge_duration_seconds',
  incidentResolveDuration: 'lab_incident_resolve_duration_seconds',
  journalSize: 'lab_oncall_journal_bytes',
  journalTornLines: 'lab_oncall_journal_torn_lines_total',
  journalAppendDuration: 'lab_oncall_journal_append_duration_seconds',
  probes: 'lab_probes_total',
  probeDuration: 'lab_probe_duration_seconds',
  signalFreshness: 'lab_signal_freshness_seconds',
  audits: 'lab_audits_total',
  auditViolations: 'lab_audit_violations',
  poolConnections: 'lab_pool_connections',
  poolWaiting: 'lab_pool_waiting_requests',
  redisInFlight: 'lab_redis_commands_in_flight',
  spansDropped: 'lab_telemetry_spans_dropped_total',
  spansExported: 'lab_telemetry_spans_exported_total',
  logLinesDropped: 'lab_telemetry_log_lines_dropped_total',
  dependencyUp: 'lab_dependency_up',
  eventLoopTime: 'lab_event_loop_seconds_total',
  heapLimit: 'lab_heap_limit_bytes',
  buildInfo: 'lab_build_info',
} as const;

/**
 * The labels of each metric; `job` and `instance` come with the scrape, `le` with the buckets. Each label must have a bounded set of values:
 * a route template, never a path; never an id.
 */
export const METRIC_LABELS = {
  [METRICS.httpServerDuration]: ['method', 'route', 'status'],
  [METRICS.httpServerInFlight]: [],
  [METRICS.httpServerShed]: [],
  [METRICS.httpServerAbandoned]: ['reason'],
  [METRICS.httpClientDuration]: ['client', 'method', 'status'],
  [METRICS.httpClientBreaker]: ['client'],
  [METRICS.httpClientInFlight]: ['client'],
  [METRICS.httpClientQueued]: ['client'],
  [METRICS.messagesPublished]: ['message', 'outcome'],
  [METRICS.messagesUnconfirmed]: [],
  [METRICS.messagePublishDuration]: ['message'],
  [METRICS.messagesConsumed]: ['queue', 'message', 'outcome'],
  [METRICS.messageProcessDuration]: ['queue', 'message'],
  [METRICS.messagesInFlight]: ['queue'],
  [METRICS.consumersPaused]: ['queue'],
  [METRICS.ordersPlaced]: [],
  [METRICS.ordersSettled]: ['outcome'],
  [METRICS.orderSettleDuration]: ['outcome'],
  [METRICS.outboxPending]: [],
  [METRICS.outboxParked]: [],
  [METRICS.outboxOldestAge]: [],
  [METRICS.outboxRelayed]: ['outcome'],
  [METRICS.reservations]: ['outcome'],
  [METRICS.stockRoom]: [],
  [METRICS.stockRoomRatio]: [],
  [METRICS.pagesReceived]: ['outcome'],
  [METRICS.incidents]: ['state'],
  [METRICS.incidentEscalations]: [],
  [METRICS.incidentAcknowledgeDuration]: [],
  [METRICS.incidentResolveDuration]: [],
  [METRICS.journalSize]: [],
  [METRICS.journalTornLines]: [],
  [METRICS.journalAppendDuration]: [],
  [METRICS.probes]: ['outcome'],
  [METRICS.probeDuration]: ['step'],
  [METRICS.signalFreshness]: ['signal'],
  [METRICS.audits]: ['outcome'],
  [METRICS.auditViolations]: ['rule'],
  [METRICS.poolConnections]: ['pool', 'state'],
  [METRICS.poolWaiting]: ['pool'],
  [METRICS.spansDropped]: ['reason'],
  [METRICS.spansExported]: [],
  [METRICS.logLinesDropped]: [],
  [METRICS.dependencyUp]: ['dependency'],
  [METRICS.redisInFlight]: [],
  [METRICS.eventLoopTime]: ['state'],
  [METRICS.heapLimit]: [],
  [METRICS.buildInfo]: ['version', 'revision'],
} as const satisfies Record<(typeof METRICS)[keyof typeof METRICS], readonly string[]>;

/**
 * How often the services look whether their event loop is late. Node counts from look to look, so `nodejs_eventloop_lag_*` are so much
 * when it is on time. Each look wakes the process: every 10 ms, prom-client's default, takes 4 ms of CPU a second, this 1 ms.
 */
export const EVENT_LOOP_LAG_INTERVAL_MS = 50;

/** Metrics that the log agent derives from log lines, on :2021. Every label has a bounded set of values. */
export const LOG_METRICS = {
  /** By `service`, `level` and `format`; `raw` is the format, and `none` the level, of what no service of ours wrote. */
  lines: 'lab_log_lines_total',
  /** By `service`, `format` and `reason`. */
  parseFailures: 'lab_log_parse_failures_total',
  /** By `service`, `route` and `status_class` (`2xx`). */
  requests: 'lab_log_requests_total',
  /** By `service`. */
  requestDuration: 'lab_log_request_duration_seconds',
  /** By `outcome`. */
  ordersSettled: 'lab_log_orders_settled_total',
} as const;

export const LOG_METRIC_LABELS = {
  [LOG_METRICS.lines]: ['service', 'level', 'format'],
  [LOG_METRICS.parseFailures]: ['service', 'format', 'reason'],
  [LOG_METRICS.requests]: ['service', 'route', 'status_class'],
  [LOG_METRICS.requestDuration]: ['service'],
  [LOG_METRICS.ordersSettled]: ['outcome'],
} as const satisfies Record<(typeof LOG_METRICS)[keyof typeof LOG_METRICS], readonly string[]>;

/** Metrics that the collector derives from spans, on :8889; the names come from its connectors (otel-collector/config.yaml). */
export const SPAN_METRICS = {
  /** By `service_name`, `span_name`, `span_kind`, `status_code`, `http_route` and others. */
  calls: 'traces_span_metrics_calls_total',
  /** As `calls`, without the status of the answer. No base unit, since Jaeger's Monitor tab reads it. */
  duration: 'traces_span_metrics_duration_milliseconds',
  /** By `client`, `server` and `connection_type`. */
  edges: 'traces_service_graph_request_total',
  /** As `edges`. */
  failedEdges: 'traces_service_graph_request_failed_total',
} as const;

const OF_SPANS = [
  'service_name',
  'span_name',
  'span_kind',
  'status_code',
  'http_route',
  'db_system_name',
  'messaging_destination_name',
] as const;
const OF_EDGES = ['client', 'server', 'connection_type', 'failed'] as const;

export const SPAN_METRIC_LABELS = {
  [SPAN_METRICS.calls]: [...OF_SPANS, 'http_response_status_code', 'error_type'],
  [SPAN_METRICS.duration]: OF_SPANS,
  [SPAN_METRICS.edges]: OF_EDGES,
  [SPAN_METRICS.failedEdges]: OF_EDGES,
} as const satisfies Record<(typeof SPAN_METRICS)[keyof typeof SPAN_METRICS], readonly string[]>;

/** The lab's own span attributes; all others are OpenTelemetry's semantic conventions. */
export const ATTRIBUTES = {
  orderId: 'lab.order.id',
  orderStatus: 'lab.order.status',
  messageAttempt: 'lab.message.attempt',
  outboxWait: 'lab.outbox.wait_ms',
} as const;

/** Response header that carries the trace id of the request. */
export const TRACE_ID_HEADER = 'x-trace-id';

/**
 * Request header between our services: for how many milliseconds, from now on, its caller will wait for the answer. A time left rather than
 * a time of day: the clocks of two machines differ.
 */
export const DEADLINE_HEADER = 'x-deadline-ms';

/** Request header with which a caller asks the gateway to continue its trace; its value is TRACE_TOKEN. */
export const TRACE_TOKEN_HEADER = 'x-lab-trace-token';
