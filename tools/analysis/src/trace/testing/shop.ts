import type { JaegerSpan, JaegerTag, JaegerTrace } from '../jaeger-trace.ts';

/** What is different in some orders; places are named by their spans. */
export interface Change {
  /** Milliseconds on top of what the span itself takes. */
  readonly slower?: Readonly<Record<string, number>>;
  /** Milliseconds on top of a wait: `outbox`, `broker` (for inventory) or `back` (for orders). */
  readonly waits?: Readonly<Record<string, number>>;
  /** Everything takes so many times as long. */
  readonly factor?: number;
  readonly without?: readonly string[];
  readonly times?: Readonly<Record<string, number>>;
  /** Fails; of a call from gateway to orders, gateway tries again. */
  readonly fails?: string;
}

interface Order {
  readonly index: number;
  readonly random: () => number;
  readonly change: Change;
}

/** A small generator (mulberry32): the same seed, the same orders. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Traces of orders as the lab takes them, 15 spans each, one every 100 ms; `changeOf` says what is different in which. */
export function shopOrders(
  count: number,
  seed: number,
  changeOf: (index: number) => Change = () => ({}),
): JaegerTrace[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) =>
    new OrderTrace({ index: seed * 1_000_000 + index, random, change: changeOf(index) }).trace(),
  );
}

const SERVICES = ['k6', 'gateway', 'orders', 'inventory'];
const POSTGRES = [{ key: 'db.system.name', value: 'postgresql' }];
const REDIS = [{ key: 'db.system.name', value: 'redis' }];

class OrderTrace {
  readonly #order: Order;
  readonly #spans: JaegerSpan[] = [];
  #now: number;

  constructor(order: Order) {
    this.#order = order;
    this.#now = (order.index % 1_000_000) * 100;
  }

  trace(): JaegerTrace {
    this.#span({ service: 'k6', kind: 'client', name: 'POST' }, undefined, (post) =>
      this.#span({ service: 'gateway', kind: 'server', name: 'POST /orders' }, post, (gateway) => {
        this.#span({ service: 'gateway', kind: 'client', name: 'GET stock' }, gateway, (call) =>
          this.#span({ service: 'inventory', kind: 'server', name: 'GET /stock' }, call, (stock) =>
            this.#span({ service: 'inventory', kind: 'client', name: 'MGET', tags: REDIS }, stock),
          ),
        );
        this.#place(gateway);
        if (this.#order.change.fails === 'call orders') this.#place(gateway);
      }),
    );
    const traceID = this.#order.index.toString(16).padStart(32, '0');
    const processes = Object.fromEntries(SERVICES.map((serviceName) => [serviceName, { serviceName }]));
    return { traceID, spans: this.#spans, processes };
  }

  #place(gateway: string): void {
    const isAgain = this.#spans.some(({ operationName }) => operationName === 'call orders');
    const failed = !isAgain && this.#order.change.fails === 'call orders';
    this.#span({ service: 'gateway', kind: 'client', name: 'call orders', failed }, gateway, (call) => {
      if (failed) return;
      this.#span({ service: 'orders', kind: 'server', name: 'POST /internal' }, call, (orders) => {
        this.#span({ service: 'orders', kind: 'client', name: 'SELECT', tags: POSTGRES }, orders);
        this.#span({ service: 'orders', kind: 'client', name: 'INSERT', tags: POSTGRES }, orders, () => {
          this.#later(() => this.#publish(orders));
        });
      });
    });
  }

  /** What goes on after the answer. */
  #later(work: () => void): void {
    const now = this.#now;
    work();
    this.#now = now;
  }

  #publish(orders: string): void {
    this.#wait('outbox', 20);
    this.#span({ service: 'orders', kind: 'producer', name: 'send placed' }, orders, (sent) =>
      this.#later(() => {
        this.#wait('broker', 4);
        this.#span({ service: 'inventory', kind: 'consumer', name: 'process placed' }, sent, (taken) => {
          this.#span({ service: 'inventory', kind: 'client', name: 'EVAL', tags: REDIS }, taken);
          this.#span({ service: 'inventory', kind: 'producer', name: 'send reserved' }, taken, (reply) =>
            this.#later(() => this.#settle(reply)),
          );
        });
      }),
    );
  }

  #settle(reply: string): void {
    this.#wait('back', 4);
    this.#span({ service: 'orders', kind: 'consumer', name: 'process reserved' }, reply, (taken) =>
      this.#span({ service: 'orders', kind: 'client', name: 'UPDATE', tags: POSTGRES }, taken),
    );
  }

  #wait(name: string, ms: number): void {
    this.#now += this.#about(ms) + (this.#order.change.waits?.[name] ?? 0);
  }

  /** Log-normal, as times are. */
  #about(ms: number): number {
    const { random, change } = this.#order;
    const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
    return ms * Math.exp(0.4 * normal) * (change.factor ?? 1);
  }

  #span(span: NewSpan, parent: string | undefined, inside: (id: string) => void = () => undefined): void {
    const { without, times } = this.#order.change;
    const repeats = without?.includes(span.name) === true ? 0 : (times?.[span.name] ?? 1);
    for (let done = 0; done < repeats; done += 1) this.#one(span, parent, inside);
  }

  #one(
    { service, kind, name, failed, tags = [] }: NewSpan,
    parent: string | undefined,
    inside: (id: string) => void,
  ): void {
    const { change, index } = this.#order;
    const spanID = `${index.toString(16)}-${this.#spans.length}`;
    const startMs = this.#now;
    const place = this.#spans.push({} as JaegerSpan) - 1;
    this.#now += this.#about(1);
    inside(spanID);
    this.#now += this.#about(1) + (change.slower?.[name] ?? 0);
    const hasFailed = failed === true || change.fails === name;
    this.#spans[place] = {
      spanID,
      operationName: name,
      processID: service,
      startTime: Math.round(startMs * 1000),
      duration: Math.round((this.#now - startMs) * 1000),
      references: parent === undefined ? [] : [{ refType: 'CHILD_OF', spanID: parent }],
      tags: [
        { key: 'span.kind', value: kind },
        ...(hasFailed ? [{ key: 'error', value: true }] : []),
        ...tags,
      ],
    };
  }
}

interface NewSpan {
  readonly service: string;
  readonly kind: string;
  readonly name: string;
  readonly failed?: boolean;
  readonly tags?: readonly JaegerTag[];
}
