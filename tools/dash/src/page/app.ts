import type { Dashboard } from '@lab/boards';
import { type Address, kept, readAddress, type View, withParams } from './address.ts';
import { h } from './dom.ts';
import { Controls } from './controls.ts';
import { tooltip } from './tooltip.ts';
import { AlertsView } from './views/alerts-view.ts';
import { BoardView } from './views/board-view.ts';
import { LogsView } from './views/logs-view.ts';
import { SearchView } from './views/search-view.ts';
import { TraceView } from './views/trace-view.ts';
import { DEFAULT_RANGE } from './time-range.ts';
import type { Page, ShownView } from './views/view.ts';

type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The page: which view is shown is in the address, and everything that a view was told too. */
export class App implements Page {
  readonly #boards: readonly Dashboard[];
  readonly #nav = h('nav', { 'aria-label': 'Views' });
  readonly #main = h('main', { id: 'main', tabindex: -1 });
  readonly #controls: Controls;
  #view: ShownView | undefined;
  /** What `#view` is of: the same with other parameters is told, not made anew. */
  #key = '';

  constructor(boards: readonly Dashboard[], problems: readonly string[]) {
    this.#boards = boards;
    this.#controls = new Controls(this, () => void this.#update());
    document.body.replaceChildren(
      h('a', { class: 'skip', href: '#main' }, 'Skip to the panels'),
      h('header', { class: 'page-header' }, h('h1', {}, 'SRE lab'), this.#nav),
      this.#controls.element,
      ...problems.map((problem) => h('p', { class: 'problem', role: 'alert' }, problem)),
      this.#main,
    );
  }

  start(): void {
    addEventListener('popstate', () => this.#show());
    document.addEventListener('click', (event) => this.#onClick(event));
    document.addEventListener('go', (event) => this.go((event as CustomEvent<string>).detail));
    // Charts are painted with colours of the ground that they stand on.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => void this.#update());
    this.#show();
  }

  go(href: string): void {
    const url = new URL(href, location.href);
    const to = readAddress(url);
    // What the link does not say stays as it is: range, refresh and variables.
    for (const [name, value] of kept(this.#address().params))
      if (!to.params.has(name)) url.searchParams.append(name, value);
    if (url.href !== location.href) history.pushState(null, '', url);
    this.#show();
  }

  change(params: Params): void {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(params)) {
      url.searchParams.delete(name);
      for (const each of value === undefined ? [] : [value].flat()) url.searchParams.append(name, each);
    }
    history.pushState(null, '', url);
    this.#show();
  }

  #address(): Address {
    return readAddress(location);
  }

  #show(): void {
    const { view } = this.#address();
    const key = JSON.stringify(view);
    tooltip.close();
    if (this.#view === undefined || key !== this.#key) {
      this.#view?.dispose();
      this.#key = key;
      this.#view = this.#make(this.#address());
      this.#main.replaceChildren(this.#view.element);
      scrollTo(0, 0);
    }
    document.title = `${this.#view.title} · SRE lab`;
    this.#drawNav();
    void this.#update();
  }

  #make({ view }: Address): ShownView {
    switch (view.name) {
      case 'trace':
        return new TraceView(view.id, this);
      case 'traces':
        return new SearchView(this);
      case 'logs':
        return new LogsView(this);
      case 'alerts':
        return new AlertsView(this);
      case 'board':
        return this.#board(view.uid);
    }
  }

  #board(uid: string | undefined): ShownView {
    const board = uid === undefined ? this.#boards[0] : this.#boards.find((each) => each.uid === uid);
    if (board) return new BoardView(board, this);
    const missing = uid === undefined ? 'No dashboards found.' : `Dashboard "${uid}" not found.`;
    return {
      title: 'Not found',
      element: h('p', { class: 'problem', role: 'alert' }, missing),
      controls: h('div'),
      usesTime: false,
      defaultRange: DEFAULT_RANGE,
      defaultRefresh: '',
      update: () => Promise.resolve(),
      dispose: () => undefined,
    };
  }

  async #update(): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    const address = this.#address();
    this.#controls.show(address, view);
    this.#controls.setBusy(true);
    await view.update(address);
    if (view === this.#view) this.#controls.setBusy(false);
  }

  #drawNav(): void {
    const { view, params } = this.#address();
    const carried = kept(params);
    const current = this.#pathOf(view);
    const link = (path: string, text: string, title?: string): HTMLElement =>
      h(
        'a',
        { href: withParams(path, carried), title, ...(path === current && { 'aria-current': 'page' }) },
        text,
      );
    this.#nav.replaceChildren(
      ...this.#boards.map(({ uid, title, description }) => link(`/d/${uid}`, title, description)),
      h('span', { class: 'nav-gap' }),
      link('/alerts', 'Alerts', 'What fires, error budgets, and what no alert sees'),
      link('/traces', 'Traces', 'Find a trace'),
      link('/logs', 'Log lines', 'Find log lines'),
    );
  }

  /** The entry of the navigation that a view belongs to. */
  #pathOf(view: View): string {
    if (view.name === 'board') return `/d/${view.uid ?? this.#boards[0]?.uid ?? ''}`;
    return view.name === 'trace' ? '/traces' : `/${view.name}`;
  }

  #onClick(event: MouseEvent): void {
    const href = hrefOf(event);
    if (href === undefined) return;
    event.preventDefault();
    this.go(href);
  }
}

/** The address within the page that a click leads to, unless it asks for a tab of its own. */
function hrefOf(event: MouseEvent): string | undefined {
  const anchor = (event.target as Element).closest('a');
  if (anchor === null || event.defaultPrevented || event.button !== 0) return undefined;
  const wantsTab = [event.metaKey, event.ctrlKey, event.shiftKey, anchor.target === '_blank'].includes(true);
  const href = anchor.getAttribute('href') ?? '';
  return /^\/(?!\/)/.test(href) && !wantsTab ? href : undefined;
}
