import { LAB_TIME } from '@lab/objectives';
import type { Fault } from '../../faults/fault.ts';
import { PLACE_ORDER, type RequestLine } from '../../k6/request-line.ts';
import { line } from '../../k6/testing/lines.ts';
import type { Journey } from '../journeys.ts';
import { pagePairs, windowsOf } from '../judge.ts';
import type { Page } from '../pages.ts';
import type { Stage } from '../prove.ts';
import { FakeClock } from './fake-clock.ts';

/** The pairs of windows that page, fast and slow. */
export const [FAST = '', SLOW = ''] = pagePairs(LAB_TIME).map(windowsOf);
const ANSWER_EVERY_MS = 500;
const PROBE_EVERY_S = 5;

/** How a lab behaves. Seconds since the proof began, or since the fault began or ended. */
export interface Behaviour {
  /** After the fault, by windows; a pair that is missing never pages. The first bad answer comes after half a second. */
  readonly pages: Readonly<Record<string, number>>;
  /** After the end of the fault; undefined: never. */
  readonly resolve: number | undefined;
  /** Fires without any fault. */
  readonly uncalled: { readonly windows: string; readonly from: number; readonly to: number };
  readonly clientsNotice: boolean;
  readonly answers: boolean;
  /** The prober is the only client: it probes every 5 s, and for so long after the fault it counts nothing. */
  readonly probed: { readonly quiet: number; readonly restarts?: number } | undefined;
  readonly faultWorks: boolean;
  /** When oncall stops to answer, and when the user presses Ctrl-C. */
  readonly oncallFails: number;
  readonly interrupted: number;
  /** With what the load ends. */
  readonly trafficFails: Error | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;
const USUAL: Behaviour = {
  pages: { [FAST]: 40.5, [SLOW]: 20.5 },
  resolve: 30,
  uncalled: { windows: '', from: NEVER, to: NEVER },
  clientsNotice: true,
  answers: true,
  probed: undefined,
  faultWorks: true,
  oncallFails: NEVER,
  interrupted: NEVER,
  trafficFails: undefined,
};

/** A lab whose only objective is `orders`, and what was done to it, in order. */
export class FakeLab {
  readonly clock = new FakeClock();
  readonly done: string[] = [];
  readonly #began = this.clock.now();
  readonly #stopping = new AbortController();
  readonly #how: Behaviour;
  #broken = NEVER;
  #mended = NEVER;

  constructor(how: Partial<Behaviour>) {
    this.#how = { ...USUAL, ...how };
  }

  get journey(): Journey {
    const clients = {
      isEvent: ({ name }: RequestLine) => name === PLACE_ORDER,
      isBad: ({ status }: RequestLine) => status >= 500,
    };
    return { fault: () => this.#fault, ...(this.#how.probed === undefined && { clients }) };
  }

  readonly #fault: Fault = {
    what: 'orders frozen',
    begin: () => this.#do('break', () => (this.#broken = this.clock.now())),
    isActive: () =>
      this.#how.faultWorks
        ? Promise.resolve(this.#broken < NEVER)
        : Promise.reject(new Error('orders is absent')),
    end: () => this.#do('mend', () => (this.#mended = this.clock.now())),
  };

  /** What oncall was told. */
  readonly reported: string[] = [];

  readonly stage: Stage = {
    subject: {} as Stage['subject'],
    pace: LAB_TIME,
    signal: this.#stopping.signal,
    clock: this.clock,
    traffic: (onLine) => this.#traffic(onLine),
    proberMetrics: async () => this.#proberMetrics(),
    pages: async () => this.#pages(),
    history: (_objective, { seconds }) => Promise.resolve(seconds),
    say: () => undefined,
    report: ({ text }) => this.reported.push(text),
  };

  #do(what: string, act: () => void): Promise<void> {
    this.done.push(what);
    act();
    return Promise.resolve();
  }

  /** Seconds since then; below 0 where it has not happened. */
  #since(then: number): number {
    return (this.clock.now() - then) / 1000;
  }

  #traffic(onLine: (line: RequestLine) => void): { stop(): Promise<void> } {
    this.done.push('send');
    const stopping = new AbortController();
    const send = async (): Promise<void> => {
      while (!stopping.signal.aborted) {
        if (this.#how.answers) onLine(this.#answer());
        await this.clock.sleep(ANSWER_EVERY_MS, stopping.signal).catch(() => undefined);
      }
    };
    const sending = send();
    return {
      stop: async () => {
        stopping.abort();
        await sending;
        await this.#do('stop sending', () => undefined);
        if (this.#how.trafficFails) throw this.#how.trafficFails;
      },
    };
  }

  #answer(): RequestLine {
    const isBroken = this.#broken < NEVER && this.#mended === NEVER;
    const status = this.#how.clientsNotice && isBroken ? 503 : 202;
    return line({ at: this.clock.now(), ms: 0, status, ok: status === 202 });
  }

  #proberMetrics(): string {
    const { probed, answers } = this.#how;
    if (probed === undefined) throw new Error('nobody may ask the prober');
    const now = this.#since(this.#began);
    if (now >= (probed.restarts ?? NEVER)) return 'all 0\nbad 0\n';
    const ends = Array.from(
      { length: answers ? Math.floor(now / PROBE_EVERY_S) : 0 },
      (_, index) => this.#began + (index + 1) * PROBE_EVERY_S * 1000,
    );
    const isHurt = (end: number): boolean => end > this.#broken && end <= this.#mended;
    const counted = ends.filter((end) => !isHurt(end) || end > this.#broken + probed.quiet * 1000);
    return `all ${counted.length}\nbad ${counted.filter(isHurt).length}\n`;
  }

  #pages(): ReadonlyMap<string, Page> {
    const now = this.#since(this.#began);
    const { uncalled, oncallFails, interrupted } = this.#how;
    if (now >= oncallFails) throw new Error('oncall does not answer');
    if (now >= interrupted) this.#stopping.abort(new Error('interrupted'));
    const called = [FAST, SLOW].filter((windows) => this.#isCalled(windows));
    const firing = now >= uncalled.from && now < uncalled.to ? [...called, uncalled.windows] : called;
    return new Map(firing.map((windows) => [`orders-lab ${windows}`, page(windows)]));
  }

  #isCalled(windows: string): boolean {
    const { pages, resolve = NEVER } = this.#how;
    return this.#since(this.#broken) >= (pages[windows] ?? NEVER) && this.#since(this.#mended) < resolve;
  }
}

const page = (windows: string): Page => ({ objective: 'orders-lab', windows, isFiring: true });
