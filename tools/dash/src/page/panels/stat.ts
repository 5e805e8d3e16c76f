import type { Panel, PanelData, Point } from '@lab/boards';
import { type SingleValue, singleValues } from './single-values.ts';
import { h, svg } from '../dom.ts';
import { currentScheme, resolveColor } from '../format/colours.ts';
import { display } from '../format/display.ts';
import { textIn } from '../format/field.ts';
import { readyLink } from '../format/links.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';

const WIDTH = 100;
const HEIGHT = 30;

class Stat implements Renderer {
  readonly #panel: Panel;
  readonly #host = h('div', { class: 'stats' });

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    host.append(this.#host);
  }

  render(data: PanelData, surroundings: Surroundings): boolean {
    const values = singleValues(this.#panel, data);
    this.#host.replaceChildren(...values.map((each) => this.#tile(each, values.length > 1, surroundings)));
    return values.some(({ value, config }) => value !== null || config.noValue !== undefined);
  }

  dispose(): void {
    this.#host.remove();
  }

  #tile(
    { title, value, points, labels, config }: SingleValue,
    isOneOfMany: boolean,
    { links }: Surroundings,
  ) {
    const { options } = this.#panel;
    const shown = display(value, config);
    const mode = textIn(options, 'textMode') ?? 'auto';
    const showsName = ['name', 'value_and_name'].includes(mode) || (mode === 'auto' && isOneOfMany);
    const number = h('span', { class: 'stat-value' }, shown.text);
    const tile = h('div', { class: 'stat' }, showsName && h('span', { class: 'stat-name' }, title), number);
    this.#paint({ tile, number }, shown.color);
    if (textIn(options, 'graphMode') === 'area' && points.length > 1) tile.append(sparkline(points));
    const [link] = config.links;
    if (link === undefined) return tile;
    const ready = readyLink(link, { labels, name: title, value, text: shown.text }, links);
    return h('a', { class: 'stat-link', href: ready.href, title: ready.title }, tile);
  }

  #paint({ tile, number }: { tile: HTMLElement; number: HTMLElement }, color: string | undefined): void {
    const mode = textIn(this.#panel.options, 'colorMode') ?? 'value';
    if (color === undefined || mode === 'none') return;
    const paint = resolveColor(color, currentScheme());
    if (mode.startsWith('background')) {
      tile.style.background = paint;
      tile.classList.add('on-colour');
    } else number.style.color = paint;
  }
}

/** The way that the value took, without axes. */
function sparkline(points: readonly Point[]): SVGElement {
  const values = points.map(([, value]) => value ?? 0);
  const [low, high] = [Math.min(...values, 0), Math.max(...values)];
  const first = points[0]?.[0] ?? 0;
  const width = (points.at(-1)?.[0] ?? first) - first || 1;
  const path = points.map(([timeMs], index) => {
    const x = ((timeMs - first) / width) * WIDTH;
    const y = HEIGHT - (((values[index] ?? 0) - low) / (high - low || 1)) * HEIGHT;
    return `${x.toFixed(2)},${y.toFixed(2)}`;
  });
  return svg(
    'svg',
    {
      class: 'sparkline',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    svg('polygon', { points: `0,${HEIGHT} ${path.join(' ')} ${WIDTH},${HEIGHT}` }),
    svg('polyline', { points: path.join(' ') }),
  );
}

export const stat: MakeRenderer = (panel, host) => new Stat(panel, host);
