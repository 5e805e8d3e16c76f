/** Jaeger's own JSON (`/api/traces`), as far as it is read here. */
interface JaegerTrace {
  readonly spans: readonly {
    readonly spanID: string;
    readonly operationName: string;
    readonly processID: string;
    readonly references: readonly { readonly refType: string; readonly spanID: string }[];
    readonly tags: readonly { readonly key: string; readonly value: string | number | boolean }[];
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

export interface Span {
  readonly id: string;
  readonly parent: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One trace by its id; undefined while Jaeger does not know it. */
export const fetchTrace = async (jaeger: string, traceId: string): Promise<readonly Span[] | undefined> => {
  const response = await fetch(`${jaeger}/api/traces/${traceId}`, { signal: AbortSignal.timeout(10_000) });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`Jaeger answers ${response.status}`);
  const { data } = (await response.json()) as { data: readonly JaegerTrace[] };
  const [trace] = data;
  return trace?.spans.map((span) => ({
    id: span.spanID,
    parent: span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
    service: trace.processes[span.processID]?.serviceName ?? '?',
    name: span.operationName,
    tags: Object.fromEntries(span.tags.map(({ key, value }) => [key, String(value)])),
  }));
};

/** What the Monitor tab asks: `calls` and `errors` a minute, `latencies` in milliseconds. */
export type MonitorQuestion = 'calls' | 'latencies' | 'errors';

interface JaegerMetrics {
  readonly metrics?: readonly {
    readonly labels: readonly { readonly name: string; readonly value: string }[];
    readonly metricPoints: readonly { readonly gaugeValue?: { readonly doubleValue?: number | string } }[];
  }[];
}

/** The greatest value of each operation of a service since then, as the Monitor tab would draw it. */
export const monitored = async (
  jaeger: string,
  question: MonitorQuestion,
  { service, since }: { service: string; since: Date },
): Promise<ReadonlyMap<string, number>> => {
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
  const response = await fetch(`${jaeger}/api/metrics/${question}?${asked.toString()}`, {
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`Jaeger answers ${response.status}: ${await response.text()}`);
  const { metrics = [] } = (await response.json()) as JaegerMetrics;
  return new Map(
    metrics.map(({ labels, metricPoints }) => [
      labels.find(({ name }) => name === 'operation')?.value ?? '',
      // "NaN" where there was no traffic
      Math.max(
        ...metricPoints.map(({ gaugeValue }) => Number(gaugeValue?.doubleValue)).filter(Number.isFinite),
      ),
    ]),
  );
};
