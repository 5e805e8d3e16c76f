/** What the lab used while it carried a rate. */
export interface Consumption {
  readonly ordersPerSecond: number;
  readonly cpuSecondsPerOrder: number;
  /** Of all the lab's processes together. */
  readonly residentBytes: number;
  /** What stays on disk of each order; undefined if it was not measured. */
  readonly bytesPerOrder: number | undefined;
}

export interface Prices {
  readonly currency: string;
  readonly cpuHour: number;
  readonly memoryGbHour: number;
  readonly storageGbMonth: number;
}

/** What a million orders take, at the rate that was measured. */
export interface Needs {
  readonly cpuHours: number;
  readonly memoryGbHours: number;
  readonly storageGb: number | null;
}

export interface Cost {
  readonly currency: string;
  readonly cpu: number;
  readonly memory: number;
  /** Of the first month. Null: the bytes were not measured, and they are not in the total. */
  readonly storage: number | null;
  readonly total: number;
}

const ORDERS = 1e6;
const HOUR_SECONDS = 3600;
const GB = 1e9;

export const needsOf = (used: Consumption): Needs => ({
  cpuHours: (used.cpuSecondsPerOrder * ORDERS) / HOUR_SECONDS,
  memoryGbHours: ((used.residentBytes / GB) * (ORDERS / used.ordersPerSecond)) / HOUR_SECONDS,
  storageGb: used.bytesPerOrder === undefined ? null : (used.bytesPerOrder * ORDERS) / GB,
});

export function costOf({ cpuHours, memoryGbHours, storageGb }: Needs, prices: Prices): Cost {
  const cpu = cpuHours * prices.cpuHour;
  const memory = memoryGbHours * prices.memoryGbHour;
  const storage = storageGb === null ? null : storageGb * prices.storageGbMonth;
  return { currency: prices.currency, cpu, memory, storage, total: cpu + memory + (storage ?? 0) };
}
