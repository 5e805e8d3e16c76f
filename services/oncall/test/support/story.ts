import type { Incident, IncidentAction, Page, PageAccepted, ReportEvent } from '@lab/contracts';
import type { Decision } from '../../src/desk/decision';
import { decideEvent } from '../../src/event/event.service';
import { decideAction } from '../../src/incident/decide-action';
import { decideSweep, type Terms } from '../../src/incident/decide-sweep';
import { reduce } from '../../src/incident/reduce';
import { EMPTY, type State } from '../../src/incident/state';
import type { Fact } from '../../src/journal/fact';
import { decidePage } from '../../src/page/decide-page';

export const MINUTE_MS = 60_000;
const TERMS: Terms = {
  ONCALL_ESCALATE_AFTER_MS: 5 * MINUTE_MS,
  ONCALL_MAX_ESCALATIONS: 3,
  ONCALL_RESOLVE_AFTER_MS: 5 * MINUTE_MS,
};

/** Plays what happens at the desk, minute by minute, without disk or clock. */
export class Story {
  state: State = EMPTY;
  readonly facts: { at: string; fact: Fact }[] = [];
  private now = Date.parse('2026-11-28T15:01:00.000Z');

  constructor(private readonly maxOpen = 100) {}

  get time(): string {
    return new Date(this.now).toISOString();
  }

  /** Time passes, in steps as long as a sweep is apart. */
  pass(minutes: number): this {
    for (let minute = 0; minute < minutes; minute += 1) {
      this.now += MINUTE_MS;
      this.record(decideSweep(this.state, TERMS, new Date(this.now)));
    }
    return this;
  }

  page(page: Page): PageAccepted {
    return this.decide(decidePage(this.state, page, this.maxOpen));
  }

  act(
    action: IncidentAction,
    { id = 1, by = 'ada', text }: { id?: number; by?: string; text?: string } = {},
  ): Incident {
    return this.decide(
      decideAction(this.state, { id, action, body: { by, ...(text !== undefined && { text }) } }),
    );
  }

  report(event: ReportEvent): number[] {
    return this.decide(decideEvent(event, new Date(this.now))).incidents;
  }

  incident(id = 1): Incident {
    const incident = this.state.incidents.get(id);
    if (incident === undefined) throw new Error(`there is no incident ${id}`);
    return incident;
  }

  kinds(id = 1): string[] {
    return this.incident(id).timeline.map(({ kind }) => kind);
  }

  private decide<T>({ facts, answer }: Decision<T>): T {
    this.record(facts);
    return answer(this.state);
  }

  private record(facts: readonly Fact[]): void {
    for (const fact of facts) {
      this.facts.push({ at: this.time, fact });
      this.state = reduce(this.state, { at: this.time, fact });
    }
  }
}
