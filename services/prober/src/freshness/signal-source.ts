export const SIGNALS = ['trace', 'log'] as const;
export type SignalName = (typeof SIGNALS)[number];

/** Where a signal ends up. */
export interface SignalSource {
  readonly name: SignalName;
  /** Whether everything that an order leaves there has arrived. Rejects when the store does not answer. */
  hasAll(traceId: string, signal: AbortSignal): Promise<boolean>;
}

/** Who writes spans and lines of each order, whichever way it settles. */
const WRITERS = ['gateway', 'orders', 'inventory'] as const;

export const areAll = (services: ReadonlySet<string>): boolean =>
  WRITERS.every((writer) => services.has(writer));

export const WRITERS_PATTERN = WRITERS.join('|');
