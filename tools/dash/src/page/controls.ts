import type { Address } from './address.ts';
import { type Choice, h, picker } from './dom.ts';
import { clock, date } from './format/time.ts';
import {
  isRelative,
  presetOf,
  RANGES,
  rangeTextIn,
  type RangeText,
  readRange,
  REFRESHES,
  fixed,
  widened,
} from './time-range.ts';
import { durationMs } from '@lab/boards';
import type { Page, ShownView } from './views/view.ts';

/** Time range, refresh, and whatever the view adds. */
export class Controls {
  readonly element = h('div', { class: 'controls', role: 'toolbar', 'aria-label': 'Dashboard controls' });
  readonly #page: Page;
  readonly #refresh: () => void;
  readonly #button: HTMLButtonElement;
  readonly #rangeText = h('span', { class: 'range-text' });
  #timer: number | undefined;
  #every = '';
  #shown = '';
  #view: ShownView | undefined;

  constructor(page: Page, refresh: () => void) {
    this.#page = page;
    this.#refresh = refresh;
    this.#button = h('button', { type: 'button', class: 'refresh', onclick: refresh }, 'Refresh');
  }

  show({ params }: Address, view: ShownView): void {
    const text = rangeTextIn(params, view.defaultRange);
    const every = params.get('refresh') ?? view.defaultRefresh;
    this.#repeat(every, isRelative(text));
    this.#rangeText.textContent = view.usesTime ? inWords(text) : '';
    // A list that somebody has opened is not to be taken away by a refresh.
    if (this.#isShown(view, JSON.stringify([text, every]))) return;
    const focused = (document.activeElement as HTMLElement | null)?.dataset['control'];
    const ofTime = view.usesTime ? [this.#rangeText, ...this.#timeControls(text)] : [];
    const refreshes = named('refresh', this.#refreshes(every));
    this.element.replaceChildren(
      view.controls,
      h('span', { class: 'gap' }),
      ...ofTime,
      refreshes,
      this.#button,
    );
    if (focused) this.element.querySelector<HTMLElement>(`[data-control="${focused}"]`)?.focus();
  }

  /** Whether the controls that are there are those, of that view; from now on they are. */
  #isShown(view: ShownView, choices: string): boolean {
    const isShown = view === this.#view && choices === this.#shown;
    this.#view = view;
    this.#shown = choices;
    return isShown;
  }

  #timeControls(text: RangeText): HTMLElement[] {
    const zoomOut = (): void => {
      const now = Date.now();
      this.#page.change({ ...fixed(widened(readRange(text, now), now)) });
    };
    return [
      named('range', this.#ranges(text)),
      h('button', { type: 'button', title: 'Twice the time', onclick: zoomOut }, 'Zoom out'),
    ];
  }

  setBusy(isBusy: boolean): void {
    this.#button.ariaBusy = String(isBusy);
    document.body.dataset['busy'] = String(isBusy);
  }

  #ranges(text: RangeText): HTMLElement {
    const preset = presetOf(text);
    const known = preset !== undefined && (RANGES as readonly string[]).includes(preset);
    const choices: Choice[] = RANGES.map((range) => ({ value: range, text: `Last ${range}` }));
    if (!known) choices.push({ value: 'own', text: preset === undefined ? 'As drawn' : `Last ${preset}` });
    return picker('Time', choices, {
      selected: [known ? preset : 'own'],
      onChange: ([range = '15m']) => this.#page.change({ from: `now-${range}`, to: 'now' }),
    });
  }

  #refreshes(every: string): HTMLElement {
    const known = (REFRESHES as readonly string[]).includes(every);
    const choices = [...REFRESHES, ...(known ? [] : [every])].map((value) => ({
      value,
      text: value === '' ? 'Off' : `Every ${value}`,
    }));
    return picker('Refresh', choices, {
      selected: [every],
      onChange: ([value = '']) => this.#page.change({ refresh: value }),
    });
  }

  /** A range that stands still has nothing new to show. */
  #repeat(every: string, moves: boolean): void {
    const wanted = moves ? every : '';
    if (wanted === this.#every) return;
    this.#every = wanted;
    clearInterval(this.#timer);
    if (wanted === '') return;
    this.#timer = setInterval(() => {
      // Nobody looks at it, so the stores need not be asked.
      if (!document.hidden) this.#refresh();
    }, readInterval(wanted));
  }
}

function inWords(text: RangeText): string {
  const { from, to } = readRange(text, Date.now());
  return `${date(from)} ${clock(from)} – ${clock(to)}`;
}

const LEAST_MS = 1000;

function readInterval(text: string): number {
  try {
    return Math.max(LEAST_MS, durationMs(text));
  } catch {
    return durationMs('30s'); // from an address that somebody typed
  }
}

function named(name: string, label: HTMLElement): HTMLElement {
  label.querySelector('select')?.setAttribute('data-control', name);
  return label;
}
