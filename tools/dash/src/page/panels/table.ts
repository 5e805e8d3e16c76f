import {
  type Cell,
  type Column,
  type FieldConfig,
  type Panel,
  type PanelData,
  transformed,
} from '@lab/boards';
import { h } from '../dom.ts';
import { currentScheme, resolveColor } from '../format/colours.ts';
import { display } from '../format/display.ts';
import { configOf, objectIn, textIn } from '../format/field.ts';
import { readyLink } from '../format/links.ts';
import { shortTime } from '../format/time.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';

interface Shown extends Column {
  readonly config: FieldConfig;
  readonly title: string;
}

/** Columns of Grafana's own data sources whose unit is known. */
const TIMES = ['Time', 'Start time'];
const UNITS: Readonly<Record<string, string>> = { Duration: 'µs' };

class TableRenderer implements Renderer {
  readonly #panel: Panel;
  readonly #host = h('div', { class: 'table', tabindex: 0 });
  #sort: { readonly title: string; readonly isDescending: boolean } | undefined;
  #drawn: { data: PanelData; surroundings: Surroundings } | undefined;

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    this.#sort = firstSort(panel);
    host.append(this.#host);
  }

  render(data: PanelData, surroundings: Surroundings): boolean {
    this.#drawn = { data, surroundings };
    const columns = this.#columns(data);
    const order = this.#order(columns);
    this.#host.replaceChildren(
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...columns.map((column) => this.#heading(column)))),
        h('tbody', {}, ...order.map((index) => row(columns, index, surroundings))),
      ),
    );
    return order.length > 0;
  }

  dispose(): void {
    this.#host.remove();
  }

  #columns(data: PanelData): Shown[] {
    const [table] = transformed(data.tables, this.#panel.transformations);
    return (table?.columns ?? [])
      .map((column) => {
        const config = this.#configOf(column, table?.refId ?? '');
        return { ...column, config, title: config.displayName ?? column.name };
      })
      .filter(({ config }) => config.custom['hidden'] !== true);
  }

  /** What a data source knows of its own column goes before the panel's defaults, and behind its overrides. */
  #configOf({ name, origin }: Column, refId: string): FieldConfig {
    const { defaults, overrides } = this.#panel.fieldConfig;
    const unit = UNITS[origin ?? name] ?? defaults.unit;
    return configOf({ fieldConfig: { defaults: { ...defaults, unit }, overrides } }, { name, origin, refId });
  }

  #order(columns: readonly Shown[]): number[] {
    const indices = (columns[0]?.cells ?? []).map((_, index) => index);
    const column = columns.find(({ title }) => title === this.#sort?.title);
    if (column === undefined) return indices;
    const sign = this.#sort?.isDescending === true ? -1 : 1;
    return indices.sort((a, b) => sign * compare(column.cells[a] ?? null, column.cells[b] ?? null));
  }

  #heading({ title, cells }: Shown): HTMLElement {
    const isSorted = this.#sort?.title === title;
    const direction = this.#sort?.isDescending === true ? 'descending' : 'ascending';
    const press = (): void => {
      this.#sort = { title, isDescending: isSorted ? direction === 'ascending' : true };
      if (this.#drawn) this.render(this.#drawn.data, this.#drawn.surroundings);
    };
    return h(
      'th',
      { scope: 'col', class: isNumeric(cells) ? 'number' : '', ...(isSorted && { 'aria-sort': direction }) },
      h('button', { type: 'button', onclick: press }, title),
    );
  }
}

function firstSort({ options }: Panel) {
  const [first] = Array.isArray(options['sortBy']) ? (options['sortBy'] as Record<string, unknown>[]) : [];
  const title = first && textIn(first, 'displayName');
  return title === undefined ? undefined : { title, isDescending: first?.['desc'] === true };
}

const isNumeric = (cells: readonly Cell[]): boolean => cells.some((cell) => typeof cell === 'number');

const compare = (a: Cell, b: Cell): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a ?? '').localeCompare(String(b ?? ''), 'en');

function row(columns: readonly Shown[], index: number, surroundings: Surroundings): HTMLElement {
  const texts = Object.fromEntries(
    columns.flatMap(({ name, origin = name, cells }) => {
      const text = String(cells[index] ?? '');
      return [
        [origin, text],
        [name, text],
      ];
    }),
  );
  return h('tr', {}, ...columns.map((column) => cellOf(column, { index, row: texts, surroundings })));
}

interface At {
  readonly index: number;
  readonly row: Readonly<Record<string, string>>;
  readonly surroundings: Surroundings;
}

function cellOf(column: Shown, at: At): HTMLElement {
  const { name, cells, config } = column;
  const value = cells[at.index] ?? null;
  const isTime = TIMES.includes(name) && typeof value === 'number';
  const shown = shownAs(value, { name, config, isTime });
  const cell = h('td', { class: isNumeric(cells) && !isTime ? 'number' : '' }, shown.text);
  paint(cell, shown.color, textIn(objectIn(config.custom, 'cellOptions'), 'type'));
  const link = linkOf(column, at, shown.text);
  if (link) cell.replaceChildren(h('a', { href: link.href, title: link.title }, shown.text));
  return cell;
}

const SHORT_ID = 8;

function shownAs(
  value: Cell,
  { name, config, isTime }: { name: string; config: FieldConfig; isTime: boolean },
): { text: string; color: string | undefined } {
  if (isTime) return { text: shortTime(Number(value)), color: undefined };
  if (name === 'Trace ID') return { text: String(value).slice(0, SHORT_ID), color: undefined };
  return display(value, config);
}

/** Where a cell leads to; the id of a trace to the trace, without being told. */
function linkOf(
  { name, title, cells, config }: Shown,
  at: At,
  text: string,
): { href: string; title: string } | undefined {
  const value = cells[at.index] ?? null;
  const [link] = config.links;
  if (link) return readyLink(link, { name: title, value, text, row: at.row }, at.surroundings.links);
  if (name === 'Trace ID')
    return { href: `/trace/${encodeURIComponent(String(value))}`, title: 'open the trace' };
  return undefined;
}

function paint(cell: HTMLElement, color: string | undefined, type: string | undefined): void {
  if (color === undefined) return;
  const painted = resolveColor(color, currentScheme());
  if (type === 'color-text') cell.style.color = painted;
  if (type === 'color-background') {
    cell.style.background = painted;
    cell.classList.add('on-colour');
  }
}

export const table: MakeRenderer = (panel, host) => new TableRenderer(panel, host);
