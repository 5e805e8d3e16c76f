import { dataOf, joined, type Panel, type PanelData, requestsOf, type View } from '@lab/boards';
import { ask, messageOf } from '../api.ts';
import { h } from '../dom.ts';
import { readyLink } from '../format/links.ts';
import type { Renderer, Surroundings } from '../panels/renderer.ts';
import { RENDERERS } from '../panels/renderers.ts';

/** A panel's frame: its title, what it says, its links, and whether there is anything to see. */
export class PanelView {
  readonly element: HTMLElement;
  readonly #panel: Panel;
  readonly #body = h('div', { class: 'panel-body' });
  readonly #message = h('div', { class: 'panel-message', hidden: true });
  readonly #links = h('span', { class: 'panel-links' });
  readonly #renderer: Renderer;
  #running: AbortController | undefined;

  constructor(panel: Panel) {
    this.#panel = panel;
    const id = `panel-${panel.id}`;
    this.element = h(
      'section',
      {
        class: `panel panel-${panel.type}`,
        'aria-labelledby': id,
        'data-panel': panel.id,
        'data-state': 'waiting',
      },
      h('header', {}, h('h3', { id }, panel.title), describe(panel), this.#links),
      this.#body,
      this.#message,
    );
    place(this.element, panel);
    this.#renderer = RENDERERS[panel.type as keyof typeof RENDERERS](panel, this.#body);
  }

  /** Asks and draws. A question that still runs is given up; one that fails is shown as failed, with what was there before. */
  async update(view: View, surroundings: Surroundings): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.element.ariaBusy = 'true';
    try {
      const data = await this.#ask(view, running.signal);
      this.#draw(data, surroundings);
    } catch (error) {
      if (running.signal.aborted) return;
      this.#show('error', messageOf(error));
    } finally {
      if (this.#running === running) this.element.ariaBusy = 'false';
    }
  }

  dispose(): void {
    this.#running?.abort();
    this.#renderer.dispose();
  }

  async #ask(view: View, signal: AbortSignal): Promise<PanelData> {
    const panel = this.#panel;
    const asked = panel.targets.flatMap((target) =>
      requestsOf({ panel, target, view }).map((request) => ({ request, target })),
    );
    const answers = await Promise.all(
      asked.map(async (each) => dataOf(await ask(each.request, signal), each)),
    );
    return joined(answers);
  }

  #draw(data: PanelData, surroundings: Surroundings): void {
    const anchors = this.#panel.links.map((link) => {
      const { href, title } = readyLink(link, {}, surroundings.links);
      return h('a', { href }, title);
    });
    this.#links.replaceChildren(...anchors);
    const isDrawn = this.#renderer.render(data, surroundings);
    if (isDrawn) this.#show('ready');
    else this.#show('empty', 'No data');
  }

  #show(state: 'ready' | 'empty' | 'error', message = ''): void {
    this.element.dataset['state'] = state;
    this.#message.hidden = state === 'ready';
    this.#message.role = state === 'error' ? 'alert' : 'status';
    this.#message.textContent = message;
  }
}

/** On Grafana's grid; on a narrow screen panels stand below each other (panels.css). */
export function place(
  element: HTMLElement,
  { gridPos: { x, y, w, h: height } }: Pick<Panel, 'gridPos'>,
): void {
  element.style.setProperty('--column', `${x + 1} / span ${w}`);
  element.style.setProperty('--row', `${y + 1} / span ${height}`);
  element.style.setProperty('--rows', String(height));
}

const describe = ({ description, title }: Panel): HTMLElement | false =>
  description !== '' &&
  h(
    'span',
    { class: 'info' },
    h('button', { type: 'button', 'aria-label': `About "${title}": ${description}` }, 'i'),
    h('span', { class: 'info-text', 'aria-hidden': 'true' }, description),
  );
