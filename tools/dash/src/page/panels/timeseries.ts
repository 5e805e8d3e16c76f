import { type Exemplar, type Panel, type PanelData, tellingExemplars } from '@lab/boards';
import { h } from '../dom.ts';
import { currentScheme } from '../format/colours.ts';
import { objectIn, textIn } from '../format/field.ts';
import { tooltip } from '../tooltip.ts';
import { Chart, type ItemEvent } from './chart.ts';
import { describeSeries } from './describe.ts';
import { Legend } from './legend.ts';
import { exemplarContent, linksContent, valuesContent } from './hover.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';
import { type Styled, styled } from './series-style.ts';
import { EXEMPLARS, timeSeriesOption } from './timeseries-option.ts';

class TimeSeries implements Renderer {
  readonly #panel: Panel;
  readonly #host: HTMLElement;
  readonly #chart: Chart;
  readonly #legend: Legend;
  #drawn:
    { styled: readonly Styled[]; exemplars: readonly Exemplar[]; surroundings: Surroundings } | undefined;
  #exemplar: Exemplar | undefined;
  /** The series that is shown alone. */
  #only: string | undefined;

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    this.#host = h('div', { class: 'chart', role: 'img' });
    this.#legend = new Legend(panel, (title) => {
      this.#only = this.#only === title ? undefined : title;
      this.#draw();
    });
    host.append(this.#host, this.#legend.element);
    this.#chart = new Chart(this.#host, {
      onHover: (at) => this.#hover(at),
      onClick: (at) => this.#click(at),
      onZoom: (range) => this.#drawn?.surroundings.zoom(range),
      onZoomOut: () => this.#drawn?.surroundings.zoomOut(),
    });
    this.#chart.onItem((item) => this.#point(item));
  }

  render(data: PanelData, surroundings: Surroundings): boolean {
    const all = styled(this.#panel, data.series, currentScheme());
    const exemplars = tellingExemplars(data.exemplars, surroundings.range);
    this.#drawn = { styled: all, exemplars, surroundings };
    this.#draw();
    return all.some(({ series }) => series.points.some(([, value]) => value !== null));
  }

  dispose(): void {
    this.#chart.dispose();
  }

  #draw(): void {
    if (this.#drawn === undefined) return;
    const { styled: all, exemplars, surroundings } = this.#drawn;
    const shown = this.#shown();
    this.#chart.draw(
      timeSeriesOption({
        panel: this.#panel,
        shown,
        exemplars,
        range: surroundings.range,
        scheme: currentScheme(),
      }),
    );
    this.#legend.draw(all, { only: this.#only, links: surroundings.links });
    this.#host.ariaLabel = describeSeries(this.#panel.title, shown);
  }

  #shown(): readonly Styled[] {
    const all = (this.#drawn?.styled ?? []).filter(({ isHidden }) => !isHidden);
    const alone = all.filter(({ title }) => title === this.#only);
    return alone.length > 0 ? alone : all;
  }

  #hover(at: { timeMs: number; x: number; y: number } | undefined): void {
    if (at === undefined) {
      tooltip.hide();
      return;
    }
    if (this.#exemplar) tooltip.show(exemplarContent(this.#exemplar, this.#shown()), at);
    else tooltip.show(valuesContent(this.#shown(), at.timeMs, this.#sorting()), at);
  }

  #sorting(): string | undefined {
    return textIn(objectIn(this.#panel.options, 'tooltip'), 'sort');
  }

  #point(item: ItemEvent | undefined): void {
    const isExemplar = item !== undefined && (item as { seriesId?: string }).seriesId === EXEMPLARS;
    this.#exemplar = isExemplar ? this.#drawn?.exemplars[item.dataIndex] : undefined;
    this.#host.classList.toggle('on-exemplar', isExemplar);
  }

  #click(at: { timeMs: number; x: number; y: number }): void {
    const traceId = this.#exemplar?.traceId;
    if (traceId !== undefined) {
      tooltip.close();
      this.#host.dispatchEvent(new CustomEvent('go', { bubbles: true, detail: `/trace/${traceId}` }));
      return;
    }
    const content = linksContent(this.#shown(), at.timeMs, this.#drawn?.surroundings.links);
    if (content) tooltip.pin(content, at);
  }
}

export const timeSeries: MakeRenderer = (panel, host) => new TimeSeries(panel, host);
