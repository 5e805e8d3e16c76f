/** OTEL_SERVICE_NAME. */
export const telemetryServiceName = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env['OTEL_SERVICE_NAME'] || undefined;

export interface TracesSampling {
  readonly sampler: string;
  readonly ratio: number;
}

/** OTEL_TRACES_SAMPLER and its argument, before the configuration is parsed, which refuses values that make no sense. */
export const tracesSampling = (env: NodeJS.ProcessEnv = process.env): TracesSampling => ({
  sampler: env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on',
  ratio: Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1),
});
