// A trace as Jaeger's HTTP API has it (`/api/traces`), as far as it is read here. Times are microseconds.
export interface JaegerTag {
  readonly key: string;
  readonly value: string | number | boolean;
}

export interface JaegerSpan {
  readonly spanID: string;
  readonly traceID?: string;
  readonly operationName: string;
  readonly processID: string;
  readonly startTime: number;
  readonly duration: number;
  readonly references?:
    readonly { readonly refType: string; readonly traceID?: string; readonly spanID: string }[] | null;
  readonly tags?: readonly JaegerTag[] | null;
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[] | null;
  readonly warnings?: readonly string[] | null;
}

export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<
    Record<string, { readonly serviceName: string; readonly tags?: readonly JaegerTag[] | null }>
  >;
}
