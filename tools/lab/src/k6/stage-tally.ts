import type { MeasuredStage } from './knee.ts';
import { percentilesOf } from './percentiles.ts';
import { PLACE_ORDER, type RequestLine } from './request-line.ts';
import type { Stage } from './stages.ts';

interface Counts {
  readonly stage: Stage;
  readonly endsMs: number;
  readonly acceptMs: number[];
  readonly ids: Set<string>;
  sent: number;
  failed: number;
}

/** Counts orders by the stage in which their request began. */
export class StageTally {
  readonly #stages: readonly Counts[];

  constructor(stages: readonly Stage[]) {
    let endsMs = 0;
    this.#stages = stages.map((stage) => {
      endsMs += stage.seconds * 1000;
      return { stage, endsMs, acceptMs: [], ids: new Set<string>(), sent: 0, failed: 0 };
    });
  }

  add(line: RequestLine): void {
    if (line.name !== PLACE_ORDER) return;
    const counts = this.#stages.find(({ endsMs }) => line.since < endsMs) ?? this.#stages.at(-1);
    if (!counts) return;
    if (line.attempt === 1) counts.sent += 1;
    if (!line.ok) counts.failed += 1;
    if (line.id === undefined) return;
    counts.ids.add(line.id);
    counts.acceptMs.push(line.ms);
  }

  measured(): MeasuredStage[] {
    return this.#stages.map(({ stage, acceptMs, ids, sent, failed }) => ({
      ...stage,
      sent,
      failed,
      accepted: ids.size,
      accept: percentilesOf(acceptMs),
    }));
  }
}
