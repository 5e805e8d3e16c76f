import { Jaeger } from '../../tools/lab/src/signals/jaeger.ts';

/** As much of a span as the tests ask for. */
export interface Span {
  readonly id: string;
  readonly parent: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The spans of one trace by its id; undefined while Jaeger does not know it. */
export const fetchTrace = async (jaeger: string, traceId: string): Promise<readonly Span[] | undefined> => {
  const trace = await new Jaeger(jaeger).trace(traceId);
  return trace?.spans.map((span) => ({
    id: span.spanID,
    parent: span.references?.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
    service: trace.processes[span.processID]?.serviceName ?? '?',
    name: span.operationName,
    tags: Object.fromEntries((span.tags ?? []).map(({ key, value }) => [key, String(value)])),
  }));
};
