import type { Panel, PanelData } from '@lab/boards';
import { type SingleValue, singleValues } from './single-values.ts';
import { h } from '../dom.ts';
import { currentScheme, resolveColor, seriesColor } from '../format/colours.ts';
import { display } from '../format/display.ts';
import { readyLink } from '../format/links.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';

class BarGauge implements Renderer {
  readonly #panel: Panel;
  readonly #host = h('div', { class: 'bars' });

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    host.append(this.#host);
  }

  render(data: PanelData, surroundings: Surroundings): boolean {
    const values = singleValues(this.#panel, data);
    const highest = Math.max(...values.map(({ value }) => value ?? 0), Number.MIN_VALUE);
    this.#host.replaceChildren(...values.map((each) => bar(each, highest, surroundings)));
    return values.some(({ value }) => value !== null);
  }

  dispose(): void {
    this.#host.remove();
  }
}

function bar(
  { title, value, labels, config }: SingleValue,
  highest: number,
  { links }: Surroundings,
): HTMLElement {
  const shown = display(value, config);
  const { min = 0, max = highest } = config;
  const share = Math.min(1, Math.max(0, ((value ?? min) - min) / (max - min || 1)));
  const fill = h('div', { class: 'bar-fill' });
  fill.style.width = `${share * 100}%`;
  const scheme = currentScheme();
  fill.style.background =
    shown.color === undefined ? seriesColor(0, scheme) : resolveColor(shown.color, scheme);
  const [link] = config.links;
  const ready = link && readyLink(link, { labels, name: title, value, text: shown.text }, links);
  return h(
    'div',
    { class: 'bar' },
    ready
      ? h('a', { class: 'bar-name', href: ready.href, title: ready.title }, title)
      : h('span', { class: 'bar-name' }, title),
    h('div', { class: 'bar-track', 'aria-hidden': 'true' }, fill),
    h('span', { class: 'bar-value' }, shown.text),
  );
}

export const barGauge: MakeRenderer = (panel, host) => new BarGauge(panel, host);
