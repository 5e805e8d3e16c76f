import {
  type Dashboard,
  type ResolvedVariable,
  resolveVariables,
  type StoreRequest,
  type TimeRange,
  type View,
} from '@lab/boards';
import { type Address, selectionIn } from '../address.ts';
import { ask, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import type { Surroundings } from '../panels/renderer.ts';
import { fixed, type RangeText, rangeTextIn, readRange, widened } from '../time-range.ts';
import { place, PanelView } from './panel-view.ts';
import { VariablePickers } from './variable-pickers.ts';
import type { Page, ShownView } from './view.ts';

/** Panels this near to what is seen are drawn already. */
const NEAR = '300px';

/** One dashboard. Only panels that are seen, or nearly, ask their questions: the page is not to be a load itself. */
export class BoardView implements ShownView {
  readonly title: string;
  readonly element: HTMLElement;
  readonly controls: HTMLElement;
  readonly usesTime = true;
  readonly defaultRange: RangeText;
  readonly defaultRefresh: string;
  readonly #board: Dashboard;
  readonly #page: Page;
  readonly #pickers: VariablePickers;
  readonly #problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  readonly #panels = new Map<Element, PanelView>();
  readonly #seen = new Set<Element>();
  readonly #stale = new Set<Element>();
  readonly #observer: IntersectionObserver;
  #turn = 0;
  #current: { view: View; surroundings: Surroundings } | undefined;

  constructor(board: Dashboard, page: Page) {
    this.#board = board;
    this.#page = page;
    this.title = board.title;
    this.defaultRange = board.time;
    this.defaultRefresh = board.refresh || '';
    this.#pickers = new VariablePickers((name, values) => page.change({ [`var-${name}`]: values }));
    this.controls = this.#pickers.element;
    this.element = h('div', { class: 'board' }, ...board.panels.map((panel) => this.#place(panel)));
    this.element.prepend(this.#problem);
    this.#observer = new IntersectionObserver((entries) => this.#onSeen(entries), { rootMargin: NEAR });
    for (const element of this.#panels.keys()) this.#observer.observe(element);
  }

  async update({ params }: Address): Promise<void> {
    const turn = ++this.#turn;
    const text = rangeTextIn(params, this.defaultRange);
    const range = readRange(text, Date.now());
    const resolved = await this.#resolve(range, selectionIn(params));
    if (resolved === undefined || turn !== this.#turn) return; // asked again meanwhile: that one goes on
    this.#pickers.show(resolved);
    const variables = Object.fromEntries(resolved.map(({ variable: { name }, value }) => [name, value]));
    this.#current = {
      view: { variables, range, points: pointsFor(innerWidth) },
      surroundings: this.#surroundings({ text, range, resolved }),
    };
    for (const element of this.#panels.keys()) this.#stale.add(element);
    await Promise.all([...this.#seen].map((element) => this.#updatePanel(element)));
  }

  dispose(): void {
    this.#observer.disconnect();
    for (const panel of this.#panels.values()) panel.dispose();
  }

  #place(panel: Dashboard['panels'][number]): HTMLElement {
    if (panel.type === 'row') {
      const heading = h('h2', { class: 'row' }, panel.title);
      place(heading, panel);
      return heading;
    }
    const view = new PanelView(panel);
    this.#panels.set(view.element, view);
    return view.element;
  }

  #onSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) {
        this.#seen.delete(target);
        continue;
      }
      this.#seen.add(target);
      if (this.#stale.has(target)) void this.#updatePanel(target);
    }
  }

  async #updatePanel(element: Element): Promise<void> {
    if (this.#current === undefined) return;
    this.#stale.delete(element);
    await this.#panels.get(element)?.update(this.#current.view, this.#current.surroundings);
  }

  /** Undefined if a variable's values are not available: without them no panel can query. */
  async #resolve(
    range: TimeRange,
    selected: Readonly<Record<string, readonly string[]>>,
  ): Promise<ResolvedVariable[] | undefined> {
    const askValues = async (request: StoreRequest): Promise<readonly string[]> =>
      ((await ask(request)) as { data: readonly string[] }).data;
    try {
      const scope = { range, intervalMs: 60_000 };
      const resolved = await resolveVariables(this.#board, askValues, { scope, selected });
      this.#problem.hidden = true;
      return resolved;
    } catch (error) {
      this.#problem.hidden = false;
      this.#problem.textContent = `Cannot load the variables of this dashboard: ${messageOf(error)}`;
      return undefined;
    }
  }

  #surroundings({
    text,
    range,
    resolved,
  }: {
    text: RangeText;
    range: TimeRange;
    resolved: readonly ResolvedVariable[];
  }): Surroundings {
    const selected = Object.fromEntries(resolved.map((each) => [each.variable.name, each.selected]));
    const zoom = (to: TimeRange): void => this.#page.change({ ...fixed(to) });
    return {
      range,
      links: { text, range, selected },
      zoom,
      zoomOut: () => zoom(widened(range, Date.now())),
    };
  }
}

/** About one point for every two pixels of a panel of a third of the width. */
const pointsFor = (width: number): number => Math.min(400, Math.max(100, Math.round(width / 6)));
