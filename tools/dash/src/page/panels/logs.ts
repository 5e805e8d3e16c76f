import type { Panel, PanelData } from '@lab/boards';
import { h } from '../dom.ts';
import { textIn } from '../format/field.ts';
import { logLine } from './log-lines.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';

class Logs implements Renderer {
  readonly #isAscending: boolean;
  readonly #host = h('div', { class: 'logs', tabindex: 0 });
  #asked = '';

  constructor({ options }: Panel, host: HTMLElement) {
    this.#isAscending = textIn(options, 'sortOrder') === 'Ascending';
    host.append(this.#host);
  }

  render({ entries }: PanelData, { links: { text, selected } }: Surroundings): boolean {
    const asked = JSON.stringify([text, selected]);
    const isRefresh = asked === this.#asked;
    this.#asked = asked;
    const isOpen = this.#host.querySelector('details[open]') !== null;
    // Whoever reads the fields of a line is not to lose it to the next refresh.
    if (isRefresh && isOpen && entries.length > 0) return true;
    const order = this.#isAscending ? [...entries].reverse() : entries;
    this.#host.replaceChildren(
      ...order.map((entry) => logLine(entry, { withTraceLink: true, isPlain: true })),
    );
    return entries.length > 0;
  }

  dispose(): void {
    this.#host.remove();
  }
}

export const logs: MakeRenderer = (panel, host) => new Logs(panel, host);
