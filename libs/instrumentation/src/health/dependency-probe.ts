/** Asks one dependency for a sign of life. A service provides one per dependency that it cannot work without. */
export interface DependencyProbe {
  /** As /health/ready and the metric show it: `postgres`, `rabbitmq`. */
  readonly name: string;
  /** Resolves when the dependency answers, rejects with the reason when it does not. `signal` aborts after 5 s. */
  check(signal: AbortSignal): Promise<void>;
}
