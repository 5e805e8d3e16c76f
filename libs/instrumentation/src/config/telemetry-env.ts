/** OTEL_SERVICE_NAME; the SDK reads its other standard variables by itself. */
export const telemetryServiceName = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env['OTEL_SERVICE_NAME'] || undefined;
