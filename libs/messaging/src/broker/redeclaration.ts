import { Logger } from '@nestjs/common';

/** One declaration in this time, however many messages are unroutable: it is a dozen calls to the broker. */
const ONCE_IN_MS = 1_000;

/** Declares the topology again for a caller that finds part of it missing: one at a time, at a bounded rate. */
export class Redeclaration {
  readonly #log = new Logger(Redeclaration.name);
  #latest: { readonly startedAt: number; readonly done: Promise<void> } | undefined;
  #reported: string | undefined;

  constructor(private readonly declare: () => Promise<void>) {}

  /** All who ask within a second share one declaration. Rejects, as the broker does, e.g. where a queue exists with other arguments. */
  run(): Promise<void> {
    const now = performance.now();
    if (this.#latest === undefined || now - this.#latest.startedAt > ONCE_IN_MS)
      this.#latest = { startedAt: now, done: this.#declare() };
    return this.#latest.done;
  }

  async #declare(): Promise<void> {
    try {
      await this.declare();
      this.#log.log('topology declared again, because a message was unroutable');
      this.#reported = undefined;
    } catch (error) {
      this.#report(String(error));
      throw error;
    }
  }

  /** Once per reason: a topology that cannot be declared is found out again by every message. */
  #report(reason: string): void {
    if (this.#reported !== reason) this.#log.error({ msg: 'topology cannot be declared', reason });
    this.#reported = reason;
  }
}
