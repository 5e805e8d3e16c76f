/** What the audit knows about the lab, read from the stores themselves. Plain data: the judgement needs nothing else. */
export interface OrderFact {
  readonly id: string;
  readonly status: string;
  readonly lines: unknown;
  /** Its pieces are sold: it was confirmed, and can no longer be cancelled. */
  readonly isCompleted: boolean;
}

export interface StockFact {
  readonly sku: string;
  readonly initial: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

interface OutboxFact {
  readonly id: string;
  readonly orderId: string;
}

/** `messages` counts ready and unacknowledged ones; undefined: the queue does not exist. */
interface QueueFact {
  readonly name: string;
  readonly messages: number | undefined;
}

export interface ParkedFact {
  readonly queue: string;
  readonly messageId: string;
  readonly message: string;
  readonly reason: string | undefined;
  readonly orderId: string | undefined;
}

/** Everything but the orders themselves, which are streamed past: there may be many. */
export interface StoreFacts {
  readonly stock: readonly StockFact[];
  /** Order id → its reservation as JSON text, as inventory wrote it. */
  readonly reservations: ReadonlyMap<string, string>;
  readonly outbox: readonly OutboxFact[];
  readonly queues: readonly QueueFact[];
  readonly parked: readonly ParkedFact[];
}
