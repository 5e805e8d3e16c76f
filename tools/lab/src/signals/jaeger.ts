import { z } from 'zod';
import { askJson, isUnknown } from './ask-json.ts';
import type { JaegerTrace } from '@lab/analysis';

/** What the Monitor tab asks: `calls` and `errors` a minute, `latencies` in milliseconds. */
export type MonitorQuestion = 'calls' | 'latencies' | 'errors';

const Traces = z.object({
  data: z.array(
    z.custom<JaegerTrace>((trace) => z.object({ spans: z.array(z.unknown()) }).safeParse(trace).success),
  ),
});
const Metrics = z.object({
  metrics: z
    .array(
      z.object({
        labels: z.array(z.object({ name: z.string(), value: z.string() })),
        metricPoints: z.array(
          z.object({
            gaugeValue: z.object({ doubleValue: z.union([z.number(), z.string()]).optional() }).optional(),
          }),
        ),
      }),
    )
    .default([]),
});

/** Which traces to look for. Times are milliseconds since 1970. */
export interface TraceSearch {
  readonly service: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  /** Only those in which the service has a span that failed. */
  readonly isFailed?: true;
  /** Only those in which the service has a span that took at least this long. */
  readonly minDurationMs?: number;
}

/** Jaeger by the HTTP API of its page, as far as the lab asks it. */
export class Jaeger {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;

  constructor(url: string, signal?: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** One trace by its id; undefined while Jaeger does not know it. */
  async trace(id: string): Promise<JaegerTrace | undefined> {
    try {
      return (await this.#ask(`traces/${id}`, Traces)).data[0];
    } catch (error) {
      if (isUnknown(error)) return undefined;
      throw error;
    }
  }

  /** The newest traces that a service has part in, at most `limit`. */
  async search({ service, from, to, limit, isFailed, minDurationMs }: TraceSearch): Promise<JaegerTrace[]> {
    const asked = new URLSearchParams({
      service,
      start: String(Math.floor(from * 1000)),
      end: String(Math.ceil(to * 1000)),
      limit: String(limit),
      ...(isFailed && { tags: JSON.stringify({ error: 'true' }) }),
      ...(minDurationMs !== undefined && { minDuration: `${minDurationMs}ms` }),
    });
    return (await this.#ask(`traces?${asked.toString()}`, Traces)).data;
  }

  /** The greatest value of each operation of a service since then, as the Monitor tab would draw it. */
  async monitored(
    question: MonitorQuestion,
    { service, since }: { service: string; since: Date },
  ): Promise<ReadonlyMap<string, number>> {
    const now = Date.now();
    const asked = new URLSearchParams({
      service,
      groupByOperation: 'true',
      quantile: '0.95',
      endTs: String(now),
      lookback: String(now - since.getTime()),
      step: '5000',
      ratePer: '60000',
    });
    for (const kind of ['server', 'consumer']) asked.append('spanKind', kind);
    const { metrics } = await this.#ask(`metrics/${question}?${asked.toString()}`, Metrics);
    return new Map(
      metrics.map(({ labels, metricPoints }) => [
        labels.find(({ name }) => name === 'operation')?.value ?? '',
        // "NaN" where there was no traffic
        Math.max(
          ...metricPoints.map(({ gaugeValue }) => Number(gaugeValue?.doubleValue)).filter(Number.isFinite),
        ),
      ]),
    );
  }

  #ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return askJson({ store: 'Jaeger', url: `${this.#url}/api/${path}`, signal: this.#signal }, schema);
  }
}
