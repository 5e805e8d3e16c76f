/**
 * One log line of a service, whatever its format. The order is the order on the line; a service's own fields follow.
 * `time` is RFC 3339 in UTC with milliseconds. `(service, instance, seq)` identifies a line: `seq` counts the lines
 * of one process (`instance`) from 1 without a gap.
 */
export const LOG_FIELDS = [
  'time',
  'level',
  'service',
  'instance',
  'seq',
  'msg',
  'trace_id',
  'span_id',
] as const;

/** A line without one of these is none of ours: the log agent keeps it raw and counts it as a parse failure. */
export const REQUIRED_LOG_FIELDS = ['time', 'level', 'service', 'instance', 'seq', 'msg'] as const;

/** From the least to the most severe. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The formats that a service can write and the log agent parses.
 * - `logfmt`: `key=value` pairs; a value with anything but plain characters stands in double quotes, escaped as in JSON.
 * - `ltsv`: `label:value` pairs between tabs; backslashes and control characters in a value are escaped as in JSON.
 * - `json`: one flat object.
 */
export const LOG_FORMATS = ['logfmt', 'ltsv', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Messages of the log lines from which the log agent derives metrics. */
export const LOG_EVENTS = {
  /** One a request: `method`, `route` (the template), `status`, `duration_ms`. */
  request: 'request',
  /** One an order that reaches its end: `order_id`, `outcome`. */
  orderSettled: 'order settled',
} as const;

/**
 * On the line that a service writes once its log takes lines again: how many lines it had to drop right before this one.
 * Their numbers are missing, and this says why.
 */
export const DROPPED_LINES_FIELD = 'dropped_lines';

/**
 * Field names that the log agent uses itself; a line's field with such a name would look like the agent's. So are those
 * that begin with AGENT_PREFIX.
 */
export const AGENT_FIELDS = ['format', 'severity_number', 'read_at', 'parse_error', 'status_class'] as const;
export const AGENT_PREFIX = 'metric_';

/**
 * What the log agent writes for each failed line in `parse_error`; also the label `reason` of the failures' counter.
 * `clock`: the line is whole, but its time is more than five minutes ahead of when it was read, or more than a day behind.
 * The record has all fields, `time` too, and the time of reading as its own.
 */
export const PARSE_ERRORS = ['syntax', 'time', 'fields', 'clock'] as const;
