import { LOG_METRICS, METRICS } from '@lab/contracts';
import { EnvironmentError, messageOf } from '../errors.ts';

const TIMEOUT_MS = 5000;
// A label's value may hold braces (a route), and an exemplar may follow in braces of its own.
const SERIES = /^(\w+)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)/;

export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** The samples of a page in Prometheus' text format. */
export async function scrape(url: string, signal: AbortSignal): Promise<Sample[]> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    if (!answer.ok) throw new Error(String(answer.status));
    return parseSamples(await answer.text());
  } catch (error) {
    signal.throwIfAborted();
    throw new EnvironmentError(`${url} does not answer: ${messageOf(error)}`, { cause: error });
  }
}

export const parseSamples = (text: string): Sample[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = SERIES.exec(line) ?? [];
    return name === undefined ? [] : [{ name, labels, value: Number(value) }];
  });

/** Lines that the log agent has counted, by service. */
export function linesCounted(samples: readonly Sample[]): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (name !== LOG_METRICS.lines) continue;
    const service = /(?:^|,)service="([^"]*)"/.exec(labels)?.[1] ?? '';
    counted.set(service, (counted.get(service) ?? 0) + value);
  }
  return counted;
}

const DROPPED = [
  METRICS.logLinesDropped,
  'fluentbit_output_dropped_records_total',
  'otelcol_exporter_enqueue_failed_log_records_total',
  'otelcol_exporter_send_failed_log_records_total',
];

/** Lines or records that a service dropped by its own count. */
export const dropped = (samples: readonly Sample[]): number =>
  samples.filter(({ name }) => DROPPED.includes(name)).reduce((sum, { value }) => sum + value, 0);
