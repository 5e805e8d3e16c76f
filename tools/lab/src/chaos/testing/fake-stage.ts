import type { ServiceStatus } from '../../engines/engine.ts';
import { line } from '../../k6/testing/lines.ts';
import type { RequestLine } from '../../k6/request-line.ts';
import { FakeClock } from '../../objectives/testing/fake-clock.ts';
import type { StoredOrder } from '../conservation.ts';
import type { AlertSpan } from '../evidence.ts';
import type { Load, Stage } from '../stage.ts';

/** How a lab behaves; phases are counted from 0: control, then fault. */
export interface Behaviour {
  /** Status of an answer while orders is down, and otherwise. */
  readonly down: number;
  readonly up: number;
  /** How long orders is down after a kill. */
  readonly downMs: number;
  /** Of the control run. */
  readonly controlStatus: number;
  /** The nth probe that fails. */
  readonly failingProbe: number;
  readonly lostOrders: number;
  readonly logLinesLost: readonly number[];
  readonly loadFails: Error | undefined;
  /** Milliseconds after the first load began when the user presses Ctrl-C. */
  readonly interrupted: number;
  readonly notReady: string;
}

const USUAL: Behaviour = {
  ...{ down: 503, up: 202, downMs: 4_000, controlStatus: 202, failingProbe: Infinity },
  ...{ lostOrders: 0, logLinesLost: [3, 3], loadFails: undefined, interrupted: Infinity, notReady: '' },
};

const EVERY_MS = 100;
const SERVICES = ['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'];
const objective = (name: string, target: number, limitSeconds?: number) => ({
  ...{ name, title: '', service: 'shop', owner: 'shop', dashboard: '', description: '', target },
  ...{ periodDays: 30, leastEvents: 10, counters: { total: 'all', bad: 'bad' } },
  ...(limitSeconds !== undefined && { limitSeconds }),
});

/** A lab whose only trouble is a crash of orders, and what was done to it, in order. */
export class FakeLab {
  readonly clock = new FakeClock();
  readonly done: string[] = [];
  readonly said: string[] = [];
  readonly reported: string[] = [];
  readonly #stopping = new AbortController();
  readonly #how: Behaviour;
  #killedAt = Infinity;
  #restarts = 0;
  #orders: StoredOrder[] = [];
  #probes = 0;
  #logAudits = 0;

  constructor(how: Partial<Behaviour>) {
    this.#how = { ...USUAL, ...how };
  }

  readonly stage: Stage = {
    engine: 'native',
    target: {
      kill: async (service) => {
        this.done.push(`kill ${service}`);
        this.#killedAt = this.clock.now();
        this.#restarts += 1;
      },
      ...{ pause: () => this.#never(), resume: () => this.#never(), restart: () => this.#never() },
      status: () => Promise.resolve(SERVICES.map((name) => this.#statusOf(name))),
      worded: () => {
        throw new Error('no experiment of this lab names a fault in words');
      },
    },
    signal: this.#stopping.signal,
    clock: this.clock,
    objectives: [
      objective('placing-orders-availability', 0.999),
      objective('placing-orders-latency', 0.99, 0.25),
      objective('settling-latency', 0.99, 5),
    ],
    load: (plans, phase) => this.#load(plans[0]?.durationMs ?? 0, phase),
    probe: ({ name, words }) => {
      this.done.push(`probe ${name}`);
      const isMet = this.#probes++ !== this.#how.failingProbe;
      return Promise.resolve({ name, command: words.join(' '), isMet, code: isMet ? 0 : 1, output: 'why' });
    },
    orders: () => Promise.resolve(this.#orders.splice(0)),
    audit: (ids) => {
      this.done.push(`audit ${ids.size > 0 ? 'with' : 'without'} ids`);
      return Promise.resolve({
        ...{ held: true, accepted: 9, confirmed: 9, completed: 0, rejected: 0, cancelled: 0, inFlight: 0 },
        ...{ violations: [], violationCounts: {} },
      });
    },
    alerts: () => Promise.resolve({ value: [] as readonly AlertSpan[] }),
    logLinesLost: () => {
      this.done.push('log audit');
      return Promise.resolve({ value: this.#how.logLinesLost[this.#logAudits++] ?? 0 });
    },
    say: (line) => this.said.push(line),
    report: ({ text }) => this.reported.push(text),
  };

  #never(): Promise<never> {
    return Promise.reject(new Error('nobody asked for it'));
  }

  #statusOf(name: string): ServiceStatus {
    const ready = name !== this.#how.notReady;
    return {
      ...{ name, state: 'running', ready, pid: 1, startedAt: '', url: null, fallback: null },
      restarts: this.#restarts,
    };
  }

  #load(durationMs: number, phase: string): Load {
    this.done.push(`load ${phase}`);
    const stopping = new AbortController();
    const lines: RequestLine[] = [];
    const ended = this.#send(lines, { durationMs, phase, signal: stopping.signal });
    return {
      lines,
      keyPrefixes: ['load-'],
      ended,
      stop: async () => {
        stopping.abort();
        await ended.catch(() => undefined);
        this.done.push('load stopped');
      },
    };
  }

  async #send(
    lines: RequestLine[],
    { durationMs, phase, signal }: { durationMs: number; phase: string; signal: AbortSignal },
  ): Promise<void> {
    const began = this.clock.now();
    for (let nth = 0; this.clock.now() < began + durationMs && !signal.aborted; nth += 1) {
      if (this.#how.loadFails && nth === 50) throw this.#how.loadFails;
      if (this.clock.now() - began >= this.#how.interrupted) this.#stopping.abort(new Error('interrupted'));
      this.#stopping.signal.throwIfAborted(); // as k6, which the same signal ends
      lines.push(this.#answer(`${phase}-${nth}`, phase));
      await this.clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** Failed orders are sent once more, with success, when orders is back. */
  #answer(key: string, phase: string): RequestLine {
    const at = this.clock.now();
    const isDown = at >= this.#killedAt && at < this.#killedAt + this.#how.downMs;
    const usual = phase === 'control' ? this.#how.controlStatus : this.#how.up;
    const status = isDown ? this.#how.down : usual;
    const { id: _id, ...request } = line({ at, ms: 5, status, ok: status === 202, key });
    const id = `id-${key}`;
    if (status !== 202) return request;
    const isLost = phase === 'fault' && this.#lost++ < this.#how.lostOrders;
    if (!isLost) this.#orders.push({ key, id, createdAt: at, settledAt: at + 50 });
    return { ...request, id };
  }

  #lost = 0;
}
