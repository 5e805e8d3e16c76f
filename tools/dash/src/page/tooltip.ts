import { type Child, h } from './dom.ts';

const MARGIN = 12;

/** The one box that floats above the page: what is under the pointer, or, when pinned, where one can go from there. */
class Tooltip {
  readonly #box = h('div', { class: 'tooltip', role: 'tooltip', hidden: true });
  #isPinned = false;

  constructor() {
    addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
    addEventListener('pointerdown', (event) => {
      if (this.#isPinned && !this.#box.contains(event.target as Node)) this.close();
    });
    addEventListener('click', (event) => {
      if ((event.target as Element).closest('.tooltip a')) this.close();
    });
  }

  show(children: readonly Child[], at: { x: number; y: number }): void {
    if (this.#isPinned) return;
    this.#place(children, at);
  }

  /** Stays until something else is pressed, so that its links can be. */
  pin(children: readonly Child[], at: { x: number; y: number }): void {
    this.#place(children, at);
    this.#isPinned = true;
    this.#box.querySelector('a')?.focus();
  }

  /** As soon as the pointer has left what it was about; what is pinned stays. */
  hide(): void {
    if (!this.#isPinned) this.#box.hidden = true;
  }

  close(): void {
    this.#isPinned = false;
    this.#box.hidden = true;
  }

  #place(children: readonly Child[], { x, y }: { x: number; y: number }): void {
    if (!this.#box.isConnected) document.body.append(this.#box);
    this.#box.replaceChildren(h('div', {}, ...children));
    this.#box.hidden = false;
    const { width, height } = this.#box.getBoundingClientRect();
    const left = x + MARGIN + width > innerWidth ? x - MARGIN - width : x + MARGIN;
    const top = y + MARGIN + height > innerHeight ? y - MARGIN - height : y + MARGIN;
    this.#box.style.left = `${Math.max(4, left)}px`;
    this.#box.style.top = `${Math.max(4, top)}px`;
  }
}

export const tooltip = new Tooltip();
