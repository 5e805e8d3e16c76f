import type { Watch } from '../../tools/lab/src/objectives/keep-looking.ts';
import { LAB_TIME } from '../../tools/objectives/src/index.ts';
import { MACHINE_CLOCK } from '../../tools/lab/src/objectives/clock.ts';
import { type Page, PageLog } from '../../tools/lab/src/objectives/pages.ts';
import { pagesOfFiringIncidents, watchPages } from '../../tools/lab/src/objectives/watch-pages.ts';
import { Oncall } from '../../tools/lab/src/signals/oncall.ts';

/** The pages in lab time that fire now, as oncall knows them. Their incident may fire for longer, because of those in real time. */
export const firingPages = async (oncall: Oncall): Promise<readonly string[]> =>
  [...(await pagesOfFiringIncidents(oncall, LAB_TIME))]
    .filter(([, { isFiring }]) => isFiring)
    .map(([page]) => page);

interface Look {
  readonly at: number;
  readonly pages: ReadonlyMap<string, Page>;
}

/** Every look at oncall, so that any part of a run can be judged afterwards. */
export class PageRecord {
  readonly #looks: Look[] = [];
  #watch: Watch | undefined;

  begin(url: string): void {
    const oncall = new Oncall(url);
    const pages = () => pagesOfFiringIncidents(oncall, LAB_TIME);
    this.#watch = watchPages({ clock: MACHINE_CLOCK, signal: new AbortController().signal, pages }, this);
  }

  look(pages: ReadonlyMap<string, Page>, at: number): void {
    this.#looks.push({ pages, at });
  }

  /** Rejects when oncall did not answer: what is missing in the record would look like a missing page. */
  async end(): Promise<void> {
    await this.#watch?.stop();
    this.#watch = undefined;
  }

  /** What was known then. */
  until(end: number): PageLog {
    const log = new PageLog();
    for (const { at, pages } of this.#looks.filter((look) => look.at <= end)) log.look(pages, at);
    return log;
  }

  /** Each page when it began to fire, as `objective windows`; not those that fired at the first look already. */
  get begun(): readonly { readonly page: string; readonly at: number }[] {
    const log = new PageLog();
    return this.#looks.flatMap(({ at, pages }, index) => {
      const before = new Set(log.firing);
      log.look(pages, at);
      const begun = log.firing.filter((page) => !before.has(page));
      return index === 0 ? [] : begun.map((page) => ({ page, at }));
    });
  }
}
