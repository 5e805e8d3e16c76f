import type { RequestLine } from './request-line.ts';

const SPAN_KIND_CLIENT = 3;
const STATUS_ERROR = 2;
const EXPORT_TIMEOUT_MS = 3000;

type Value = { stringValue: string } | { intValue: number };
const attribute = (key: string, value: string | number): { key: string; value: Value } => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
});

/** Fractions of a millisecond would be lost in a double of nanoseconds since 1970. */
const nanos = (at: number, ms: number): string =>
  (BigInt(at) * 1_000_000n + BigInt(Math.round(ms * 1e6))).toString();

// As OpenTelemetry has it for clients: a 4xx is an error also where it was asked for.
const isError = ({ error, status }: RequestLine): boolean => error !== '' || status >= 400;

const spanOf = (line: RequestLine) => ({
  traceId: line.trace,
  spanId: line.span,
  ...(line.parent ? { parentSpanId: line.parent } : {}),
  name: line.method,
  kind: SPAN_KIND_CLIENT,
  startTimeUnixNano: nanos(line.at, 0),
  endTimeUnixNano: nanos(line.at, line.ms),
  attributes: [
    attribute('http.request.method', line.method),
    ...(line.status > 0 ? [attribute('http.response.status_code', line.status)] : []),
    ...(line.attempt > 1 ? [attribute('http.request.resend_count', line.attempt - 1)] : []),
    ...(isError(line) ? [attribute('error.type', line.status > 0 ? String(line.status) : line.error)] : []),
  ],
  ...(isError(line) ? { status: { code: STATUS_ERROR } } : {}),
});

/** OTLP/JSON for a batch of requests. k6 has no spans of its own: without these, every trace would lack its first one. */
export const otlpOf = (lines: readonly RequestLine[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [attribute('service.name', 'k6')] },
      scopeSpans: [{ scope: { name: 'lab load' }, spans: lines.map(spanOf) }],
    },
  ],
});

/** Sends client spans to the collector. What cannot be sent is dropped and counted: load must not wait for telemetry. */
export class ClientSpans {
  readonly #url: string;
  dropped = 0;

  constructor(collector: string) {
    this.#url = `${collector}/v1/traces`;
  }

  async send(lines: readonly RequestLine[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpOf(lines)),
        signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
      });
      await response.arrayBuffer();
      if (!response.ok) this.dropped += lines.length;
    } catch {
      this.dropped += lines.length;
    }
  }
}
