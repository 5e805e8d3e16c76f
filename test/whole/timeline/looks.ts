import type { Dashboard, TimeRange } from '../../../tools/boards/src/index.ts';
import { type Series, type Shown, Stores } from '../../support/boards.ts';
import type { Lab } from '../../support/lab.ts';

/** Looks are of one length, so that a series that goes silent in one is seen to have fewer points. */
export const LOOK_MS = 20_000;
/** How many queries the stores are asked at once. */
const AT_ONCE = 8;

/** What is shown over a time, by name. */
export type Looked = ReadonlyMap<string, { readonly shown: Shown; readonly series: Series }>;

/** What the stores keep in a bounded memory of their own, or lose in a crash: a look at it cannot wait until the end. */
export const isShortLived = ({ request: { answer } }: Shown): boolean =>
  answer === 'traces' || answer === 'exemplars';

/** Looks at every panel of some boards, over any time that the stores remember. */
export class Looker {
  readonly #stores: Stores;
  readonly #boards: readonly Dashboard[];

  constructor(lab: Lab, boards: readonly Dashboard[]) {
    this.#stores = new Stores(lab);
    this.#boards = boards;
  }

  async look(range: TimeRange, which: (shown: Shown) => boolean = () => true): Promise<Looked> {
    const all = await Promise.all(this.#boards.map((board) => this.#stores.shownOn(board, range)));
    const queue = all.flat().filter(which);
    const looked = new Map<string, { shown: Shown; series: Series }>();
    const worker = async (): Promise<void> => {
      for (let shown = queue.shift(); shown !== undefined; shown = queue.shift())
        looked.set(shown.name, { shown, series: await this.#stores.seriesOf(shown.request) });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return looked;
  }

  /** The look that ends then. */
  until(to: number, which?: (shown: Shown) => boolean): Promise<Looked> {
    return this.look({ from: to - LOOK_MS, to }, which);
  }
}
