import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { journalFull } from '../incident/incident.errors';
import { reduce } from '../incident/reduce';
import { snapshotOf } from '../incident/snapshot';
import type { State } from '../incident/state';
import type { Entry, Fact } from '../journal/fact';
import { JOURNAL } from '../journal/journal.token';
import type { JournalRepository } from '../journal/journal.repository';
import type { Opened } from '../journal/open-journal';
import { ONCALL_CONFIG, type OncallConfig } from '../oncall.config';
import type { Decision } from './decision';
import { DeskTelemetry } from './desk.telemetry';
import { Turns } from './turns';

/** Facts that others cause at any rate. What people do and what time brings is little, and makes room. */
const REFUSED_WHEN_FULL: readonly Fact['type'][] = ['opened', 'paged', 'happened'];

/**
 * The one writer. Decisions are taken one after the other, each from the state that the one before left; a fact is in the state, and its
 * answer is given, only once it is on disk.
 */
@Injectable()
export class Desk implements OnModuleDestroy {
  private readonly logger = new Logger(Desk.name);
  private readonly turns = new Turns();
  private readonly journal: JournalRepository;
  private current: State;
  private compactedSize = 0;
  /** Whether a compaction would drop something: only resolved incidents go. */
  private canShrink = true;

  constructor(
    @Inject(JOURNAL) opened: Opened<State>,
    @Inject(ONCALL_CONFIG) private readonly config: Pick<OncallConfig, 'ONCALL_JOURNAL_MAX_BYTES'>,
    private readonly telemetry: DeskTelemetry,
  ) {
    this.journal = opened.journal;
    this.current = opened.state;
    telemetry.opened(opened);
  }

  get state(): State {
    return this.current;
  }

  decide<T>(decision: (state: State, now: Date) => Decision<T>): Promise<T> {
    return this.turns.run(async () => {
      const now = new Date();
      const { facts, answer } = decision(this.current, now);
      if (facts.length > 0) await this.record(facts, now.toISOString());
      return answer(this.current);
    });
  }

  /** Rejects with the reason why the next fact could not be written. */
  check(): Promise<void> {
    return this.turns.run(() => this.journal.check());
  }

  async onModuleDestroy(): Promise<void> {
    await this.turns.run(() => this.journal.close());
  }

  private async record(facts: readonly Fact[], at: string): Promise<void> {
    if (facts.some(({ type }) => REFUSED_WHEN_FULL.includes(type))) await this.makeRoom(at);
    const entries = await this.telemetry.timed(() => this.journal.append(facts, at));
    for (const entry of entries) this.apply(entry);
    await this.compactIfDue(at);
    this.telemetry.changed(this.current, this.journal.size);
  }

  private apply(entry: Entry): void {
    const before = this.current;
    this.current = reduce(before, entry);
    if (entry.fact.type === 'resolved') this.canShrink = true;
    this.telemetry.happened(entry, before, this.current);
  }

  private async makeRoom(at: string): Promise<void> {
    const limit = 2 * this.config.ONCALL_JOURNAL_MAX_BYTES;
    if (this.journal.size < limit) return;
    if (this.canShrink) await this.compact(at);
    if (this.journal.size >= limit) throw journalFull(this.journal.size);
  }

  /** Not before the journal has doubled: where open incidents alone exceed the limit, each fact would compact it again. */
  private async compactIfDue(at: string): Promise<void> {
    const { size } = this.journal;
    if (size > this.config.ONCALL_JOURNAL_MAX_BYTES && size >= 2 * this.compactedSize) await this.compact(at);
  }

  private async compact(at: string): Promise<void> {
    try {
      const snapshot = snapshotOf(this.current, this.config.ONCALL_JOURNAL_MAX_BYTES);
      const before = this.journal.size;
      await this.journal.compact(snapshot, at);
      this.current = reduce(this.current, { at, fact: snapshot });
      this.compactedSize = this.journal.size;
      this.canShrink = false;
      this.logger.log({ msg: 'journal compacted', bytes_before: before, bytes: this.compactedSize });
    } catch (error) {
      // The journal that was there still is, and is whole: the next fact tries again.
      this.logger.error({ msg: 'journal not compacted', err: error });
    }
  }
}
