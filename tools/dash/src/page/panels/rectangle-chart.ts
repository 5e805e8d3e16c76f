import { type Child, h } from '../dom.ts';
import { currentScheme } from '../format/colours.ts';
import { tooltip } from '../tooltip.ts';
import { chartBase, grid, labelColor, lineColor, timeAxis } from './axes.ts';
import { Chart } from './chart.ts';
import { type Rectangle, rectangleSeries, rowAxis } from './rectangles.ts';
import type { Surroundings } from './renderer.ts';

interface Drawn {
  readonly rows: readonly string[];
  readonly rectangles: readonly Rectangle[];
  /** How much of its row a box fills, and how far it is from the next. */
  readonly share: number;
  readonly gapPx: number;
  readonly description: string;
  /** What is told of a box under the pointer. */
  tell(index: number): readonly Child[];
  /** Where a box leads to when it is pressed, if anywhere. */
  links?(index: number): readonly Child[] | undefined;
  readonly surroundings: Surroundings;
}

/** Boxes in rows over time: heat maps and states. */
export class RectangleChart {
  readonly #host = h('div', { class: 'chart', role: 'img' });
  readonly #chart: Chart;
  #drawn: Drawn | undefined;
  #under: number | undefined;

  constructor(host: HTMLElement) {
    host.append(this.#host);
    this.#chart = new Chart(this.#host, {
      onHover: (at) => {
        if (at === undefined || this.#under === undefined) tooltip.hide();
        else tooltip.show(this.#drawn?.tell(this.#under) ?? [], at);
      },
      onClick: (at) => {
        const content = this.#under === undefined ? undefined : this.#drawn?.links?.(this.#under);
        if (content) tooltip.pin(content, at);
      },
      onZoom: (range) => this.#drawn?.surroundings.zoom(range),
      onZoomOut: () => this.#drawn?.surroundings.zoomOut(),
    });
    this.#chart.onItem((item) => {
      this.#under = item?.dataIndex;
    });
  }

  draw(drawn: Drawn): void {
    this.#drawn = drawn;
    const scheme = currentScheme();
    const colors = { label: labelColor(scheme), line: lineColor(scheme) };
    this.#chart.draw({
      ...chartBase(scheme),
      grid,
      xAxis: timeAxis(drawn.surroundings.range, scheme),
      yAxis: rowAxis(drawn.rows, colors),
      series: [rectangleSeries(drawn.rectangles, drawn)],
    });
    this.#host.ariaLabel = drawn.description;
  }

  dispose(): void {
    this.#chart.dispose();
  }
}
