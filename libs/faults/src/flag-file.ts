import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { type FlagStatus, flagRevision } from '@lab/contracts';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { switchFaults } from './active-faults';
import type { Flags } from './flag-evaluation';

const RETRY_MS = 500;
const NONE: Flags = { wanted: new Map(), until: undefined };
/** Of a Node timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Keeps the faults of this process as the flag file has them. Without a file there are none. */
export class FlagFile implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Settings');
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isDue = false;
  private work: Promise<void> | undefined;
  private state: FlagStatus = { revision: flagRevision('') };

  /** `file` need not exist, its folder must. Undefined: this process has no flags. */
  constructor(private readonly file: string | undefined) {}

  /** What is in force, for whoever waits until it is. */
  get status(): FlagStatus {
    return this.state;
  }

  onApplicationBootstrap(): void {
    if (this.file === undefined) return;
    // The folder: a file that is replaced by another one is watched no more.
    this.watcher = watch(dirname(this.file), { persistent: false }, () => this.look());
    this.look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.watcher?.close();
    this.isDue = false;
    await this.work;
    clearTimeout(this.timer);
  }

  /** One look at a time, and another one after a change meanwhile. */
  private look(): void {
    this.isDue = true;
    this.work ??= this.untilSettled().finally(() => (this.work = undefined));
  }

  private async untilSettled(): Promise<void> {
    while (this.isDue) {
      this.isDue = false;
      await this.apply();
    }
  }

  private async apply(): Promise<void> {
    try {
      const text = this.read();
      const { wanted, until } = text === '' ? NONE : await evaluation().evaluateFlags(text);
      await switchFaults(until !== undefined && until <= Date.now() ? NONE.wanted : wanted);
      this.state = { revision: flagRevision(text) };
      if (until !== undefined && until > Date.now()) this.lookIn(until - Date.now());
    } catch (error) {
      // Which flag it is about stays out of the logs: they must not tell what a search is for.
      if (this.state.error === undefined) this.logger.warn({ msg: 'settings not applied, trying again' });
      this.state = { ...this.state, error: String(error) };
      this.lookIn(RETRY_MS);
    }
  }

  /** Synchronously: a fault may keep Node's thread pool busy for minutes, and has to end all the same. */
  private read(): string {
    try {
      return readFileSync(this.file ?? '', 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.min(ms, LONGEST_TIMER_MS)).unref();
  }
}

/** Loaded with the first flags: the SDK is 2 MB of heap and 100 ms of a start, which a lab without faults does not pay. */
const evaluation = (): typeof import('./flag-evaluation') =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require('./flag-evaluation') as typeof import('./flag-evaluation');
