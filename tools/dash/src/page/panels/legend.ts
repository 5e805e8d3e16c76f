import { type Panel, reduce, REDUCER_TITLES } from '@lab/boards';
import { h } from '../dom.ts';
import { display } from '../format/display.ts';
import { objectIn, textIn, textsIn } from '../format/field.ts';
import { type LinkContext, readyLink } from '../format/links.ts';
import { swatch } from './hover.ts';
import type { Styled } from './series-style.ts';

interface Around {
  readonly only: string | undefined;
  readonly links: LinkContext;
}

/** The names of the series, with the calculations that the panel asks for. Pressing one shows it alone. */
export class Legend {
  readonly element = h('div', { class: 'legend' });
  readonly #options: Record<string, unknown>;
  readonly #choose: (title: string) => void;

  constructor({ options }: Panel, choose: (title: string) => void) {
    this.#options = objectIn(options, 'legend');
    this.#choose = choose;
    this.element.classList.toggle('legend-right', textIn(this.#options, 'placement') === 'right');
  }

  draw(all: readonly Styled[], around: Around): void {
    const { showLegend } = this.#options;
    const mode = textIn(this.#options, 'displayMode');
    this.element.hidden = showLegend === false || mode === 'hidden';
    if (this.element.hidden) return;
    const calculations = textsIn(this.#options, 'calcs');
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.textContent
      : undefined;
    this.element.replaceChildren(
      mode === 'table' ? this.#table(all, calculations, around) : this.#list(all, calculations, around),
    );
    if (focused !== undefined)
      [...this.element.querySelectorAll('button')]
        .find(({ textContent }) => textContent === focused)
        ?.focus();
  }

  #list(all: readonly Styled[], calculations: readonly string[], around: Around): HTMLElement {
    const items = all.map((styled) =>
      h(
        'li',
        {},
        this.#name(styled, around),
        ...calculations.map((name) => h('span', { class: 'calc' }, `${title(name)}: ${value(styled, name)}`)),
      ),
    );
    return h('ul', {}, ...items);
  }

  #table(all: readonly Styled[], calculations: readonly string[], around: Around): HTMLElement {
    const head = ['', ...calculations.map(title)].map((text) => h('th', {}, text));
    const rows = all.map((styled) =>
      h(
        'tr',
        {},
        h('td', {}, this.#name(styled, around)),
        ...calculations.map((name) => h('td', { class: 'number' }, value(styled, name))),
      ),
    );
    return h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
  }

  #name({ series, title: name, color, config }: Styled, { only, links }: Around): HTMLElement {
    const isDimmed = only !== undefined && only !== name;
    const button = h(
      'button',
      { type: 'button', 'aria-pressed': String(only === name), onclick: () => this.#choose(name) },
      swatch(color),
      name,
    );
    // For who has no pointer; with one, pressing on the graph offers the same.
    const anchors = config.links.map((link) => {
      const ready = readyLink(link, { labels: series.labels, name }, links);
      return h('a', { href: ready.href, title: ready.title, 'aria-label': `${name}: ${ready.title}` }, '↗');
    });
    return h('span', { class: isDimmed ? 'dimmed' : '' }, button, ...anchors);
  }
}

const title = (calculation: string): string => REDUCER_TITLES[calculation] ?? calculation;
const value = ({ series, config }: Styled, calculation: string): string =>
  display(reduce(series.points, calculation), config).text;
