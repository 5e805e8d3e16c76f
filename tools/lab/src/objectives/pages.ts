import type { Incident, IncidentAlert } from '@lab/contracts';
import type { Pace } from '@lab/objectives';

/** One alert as it stood at oncall when it was looked at. */
export interface Page {
  /** With its pace, as Prometheus names it: the label `sloth_slo`. */
  readonly objective: string;
  readonly windows: string;
  readonly isFiring: boolean;
}

const keyOf = ({ objective, windows }: Pick<Page, 'objective' | 'windows'>): string =>
  `${objective} ${windows}`;

/** The pages of objectives that some incidents have, at one pace; of one that is in several incidents, the firing one. */
export const pagesOf = (
  incidents: readonly Pick<Incident, 'alerts'>[],
  pace: Pace,
): ReadonlyMap<string, Page> => {
  const pages = new Map<string, Page>();
  for (const alert of incidents.flatMap(({ alerts }) => alerts)) {
    const page = pageOf(alert, pace);
    if (page !== undefined && pages.get(keyOf(page))?.isFiring !== true) pages.set(keyOf(page), page);
  }
  return pages;
};

const pageOf = ({ status, labels }: IncidentAlert, { name }: Pace): Page | undefined => {
  const { sloth_slo: objective, severity, pace = '', long_window: long, short_window: short } = labels;
  if (objective === undefined || severity !== 'page' || pace !== name) return undefined;
  return { objective, windows: `${long}/${short}`, isFiring: status === 'firing' };
};

/** When each alert began and ceased to fire as oncall knew it, in milliseconds since 1970. */
export class PageLog {
  readonly #fired = new Map<string, number>();
  readonly #resolved = new Map<string, number>();
  #firing: ReadonlySet<string> | undefined;

  /** Takes what oncall says at `now`. What fires when it is looked at first has not begun then. */
  look(pages: ReadonlyMap<string, Page>, now: number): void {
    const firing = new Set([...pages].filter(([, { isFiring }]) => isFiring).map(([key]) => key));
    const before = this.#firing ?? firing;
    for (const key of firing) if (!before.has(key)) this.#fired.set(key, now);
    for (const key of before) if (!firing.has(key)) this.#resolved.set(key, now);
    this.#firing = firing;
  }

  firedAt(objective: string, windows: string): number | undefined {
    return this.#fired.get(keyOf({ objective, windows }));
  }

  resolvedAt(objective: string, windows: string): number | undefined {
    return this.#resolved.get(keyOf({ objective, windows }));
  }

  get firing(): readonly string[] {
    return [...(this.#firing ?? [])];
  }

  /** How many began to fire from then on. */
  firedSince(since: number): readonly string[] {
    return [...this.#fired].filter(([, at]) => at >= since).map(([key]) => key);
  }
}
