export { atMost } from './at-most';
export { backoffMs } from './backoff';
export { DomainError, InvalidInput, Unavailable } from './domain-error';
export type { ErrorDetails, ErrorKind, FieldError } from './domain-error';
export { FAULT_NAMES, FlagStatus, flagRevision } from './faults';
export type { FaultName } from './faults';
export { Catalog, CatalogItem } from './http/catalog';
export {
  ActOnIncident,
  EventAttached,
  INCIDENT_STATES,
  Incident,
  IncidentAlert,
  IncidentId,
  IncidentPage,
  IncidentState,
  IncidentSummary,
  LabEvent,
  ListIncidents,
  NoteOnIncident,
  ReportEvent,
  TimelineEntry,
} from './http/incident';
export type { IncidentAction } from './http/incident';
export {
  IdempotencyKey,
  ListOrders,
  Order,
  OrderPage,
  OrderStatus,
  PlaceOrder,
  PROBER_CUSTOMER,
  RejectionReason,
  WaitQuery,
} from './http/order';
export { PAGE_OUTCOMES, Page, PageAccepted } from './http/page';
export { Problem } from './http/problem';
export { StockRoom } from './http/stock-room';
export { MessageId, OrderId } from './ids';
export {
  AGENT_FIELDS,
  AGENT_PREFIX,
  DROPPED_LINES_FIELD,
  LOG_EVENTS,
  LOG_FIELDS,
  LOG_FORMATS,
  LOG_LEVELS,
  PARSE_ERRORS,
  REQUIRED_LOG_FIELDS,
} from './log-line';
export type { LogFormat, LogLevel } from './log-line';
export { Envelope, defineMessage, envelop } from './messages/message';
export type { MessageContract } from './messages/message';
export { OrderCancelled } from './messages/order-cancelled';
export { OrderLine, Sku } from './messages/order-line';
export { OrderPlaced } from './messages/order-placed';
export { MAX_COMPLETED_ORDERS, OrdersCompleted } from './messages/orders-completed';
export { ReservationRefused } from './messages/reservation-refused';
export { StockRejected } from './messages/stock-rejected';
export { StockReserved } from './messages/stock-reserved';
export { CLOSE_MS, SHUTDOWN_MS } from './shutdown';
export { LATENCY_BUCKETS_SECONDS } from './latency-buckets';
export { OBJECTIVES } from './objectives';
export { REDIS_KEYS, StorePassword } from './stores';
export { ALERTS, HEARTBEAT_ALERT, PLATFORM_METRICS } from './platform-metrics';
export type { PlatformMetric } from './platform-metrics';
export {
  ATTRIBUTES,
  DEADLINE_HEADER,
  EVENT_LOOP_LAG_INTERVAL_MS,
  LOG_METRIC_LABELS,
  LOG_METRICS,
  METRIC_LABELS,
  METRICS,
  SPAN_METRIC_LABELS,
  SPAN_METRICS,
  TRACE_ID_HEADER,
  TRACE_TOKEN_HEADER,
} from './telemetry';
export { TIMEOUTS_MS } from './timeouts';
export { EVENTS_EXCHANGE, MESSAGE_HEADERS, OUTBOX, QUEUES, parkedQueue, retryQueue } from './topology';
export type { QueueDefinition } from './topology';
export { copiedProperties, withoutHistory } from './message-copy';
