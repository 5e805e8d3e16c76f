export interface PlatformMetric {
  /** Besides `job` and `instance`, and `le` of buckets. */
  readonly labels: readonly string[];
  /** Where the name does not show it. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio';
}

const none: PlatformMetric = { labels: [] };
/** As prometheus.yml names the metrics of a service from cAdvisor, or natively from the lab. */
const ofService = ['service', 'project'];

/** Metrics that others define and our dashboards and rules rely on: Prometheus, exporters, RabbitMQ, Node.js, the pipeline, k6. */
export const PLATFORM_METRICS: Readonly<Record<string, PlatformMetric>> = {
  up: none,
  scrape_duration_seconds: none,
  scrape_samples_post_metric_relabeling: none,

  process_cpu_seconds_total: none,
  nodejs_eventloop_lag_p99_seconds: none,
  nodejs_eventloop_lag_mean_seconds: none,
  nodejs_gc_duration_seconds: { labels: ['kind'] },
  nodejs_heap_size_used_bytes: none,

  node_filesystem_avail_bytes: { labels: ['device', 'fstype', 'mountpoint'] },

  container_cpu_usage_seconds_total: { labels: [...ofService, 'cpu'] },
  container_memory_rss: { labels: ofService, unit: 'bytes' },
  container_memory_working_set_bytes: { labels: ofService },
  container_spec_memory_limit_bytes: { labels: ofService },

  rabbitmq_detailed_queue_messages: { labels: ['queue', 'vhost'] },
  rabbitmq_detailed_queue_messages_ready: { labels: ['queue', 'vhost'] },
  rabbitmq_process_resident_memory_bytes: none,
  rabbitmq_resident_memory_limit_bytes: none,
  pg_stat_database_xact_commit: { labels: ['datid', 'datname', 'server'] },
  pg_stat_database_xact_rollback: { labels: ['datid', 'datname', 'server'] },
  redis_commands_processed_total: none,
  redis_commands_duration_seconds_total: { labels: ['cmd'] },
  redis_memory_used_bytes: none,

  otelcol_receiver_accepted_spans: { labels: ['receiver', 'transport'] },
  otelcol_receiver_refused_spans: { labels: ['receiver', 'transport'] },
  otelcol_exporter_sent_spans: { labels: ['exporter', 'server_address', 'server_port'] },
  otelcol_exporter_send_failed_spans: { labels: ['exporter', 'server_address', 'server_port'] },
  otelcol_exporter_enqueue_failed_spans: { labels: ['exporter'] },
  otelcol_exporter_sent_log_records: { labels: ['exporter', 'server_address', 'server_port', 'url_path'] },
  otelcol_exporter_send_failed_log_records: {
    labels: ['exporter', 'server_address', 'server_port', 'url_path'],
  },
  otelcol_exporter_queue_size: { labels: ['exporter', 'data_type'] },
  fluentbit_output_proc_records_total: { labels: ['name'] },
  fluentbit_output_dropped_records_total: { labels: ['name'] },
  fluentbit_output_retried_records_total: { labels: ['name'] },
  fluentbit_storage_fs_chunks: none,
  loki_distributor_lines_received_total: {
    labels: ['format', 'is_internal_stream', 'tenant', 'policy', 'retention_hours'],
  },

  k6_http_reqs_total: {
    labels: ['scenario', 'name', 'method', 'status', 'expected_response', 'stage', 'slot'],
  },
  k6_http_req_duration_seconds: {
    labels: ['scenario', 'name', 'method', 'status', 'expected_response', 'stage', 'slot'],
  },
  k6_iterations_total: { labels: ['scenario', 'stage', 'slot'] },
  k6_dropped_iterations_total: { labels: ['scenario', 'stage', 'slot'] },
  k6_orders_accepted_total: { labels: ['scenario', 'stage', 'slot'] },
  k6_vus: { labels: ['slot'] },
};

/** Prometheus makes it of each alert that is pending or firing. The labels are those that every alert of ours may have. */
export const ALERTS = {
  name: 'ALERTS',
  labels: ['alertname', 'alertstate', 'severity', 'kind', 'service', 'owner', 'pace', 'sloth_slo'],
} as const;

/** Always fires, so that its absence is noticed: a heartbeat, which no list of alerts shows. */
export const HEARTBEAT_ALERT = 'DeadMansSwitch';
