import { type Panel, type PanelData, type State, statesOf } from '@lab/boards';
import { h } from '../dom.ts';
import { currentScheme, onColor, resolveColor } from '../format/colours.ts';
import { display } from '../format/display.ts';
import { numberIn, textIn } from '../format/field.ts';
import { type LinkContext, readyLink } from '../format/links.ts';
import { dateTime } from '../format/time.ts';
import { text } from '../format/units.ts';
import { RectangleChart } from './rectangle-chart.ts';
import type { Rectangle } from './rectangles.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';
import { type Styled, styled } from './series-style.ts';

interface Box extends Rectangle {
  readonly styled: Styled;
  readonly state: State;
}

class StateTimeline implements Renderer {
  readonly #panel: Panel;
  readonly #chart: RectangleChart;

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    this.#chart = new RectangleChart(host);
  }

  render({ series }: PanelData, surroundings: Surroundings): boolean {
    // Rows are counted from below; the first one is on top.
    const all = styled(this.#panel, series, currentScheme()).reverse();
    const boxes = all.flatMap((each, row) => this.#boxesOf(each, row, surroundings.range.to));
    this.#chart.draw({
      rows: all.map(({ title }) => title),
      rectangles: boxes,
      share: numberIn(this.#panel.options, 'rowHeight') ?? 0.9,
      gapPx: 0,
      description: this.#describe(all),
      tell: (index) => tell(boxes[index]),
      links: (index) => linksOf(boxes[index], surroundings.links),
      surroundings,
    });
    return boxes.length > 0;
  }

  dispose(): void {
    this.#chart.dispose();
  }

  #boxesOf(each: Styled, row: number, untilMs: number): Box[] {
    const showsValue = textIn(this.#panel.options, 'showValue') !== 'never';
    return statesOf(each.series.points, untilMs).map((state) => {
      const shown = display(state.value, each.config);
      return {
        fromMs: state.fromMs,
        toMs: state.toMs,
        row,
        color: shown.color === undefined ? each.color : resolveColor(shown.color, currentScheme()),
        ...(showsValue && { label: shown.text, labelColor: onColor(currentScheme()) }),
        styled: each,
        state,
      };
    });
  }

  #describe(all: readonly Styled[]): string {
    const parts = all.map(({ title, series, config }) => {
      const last = series.points.findLast(([, value]) => value !== null)?.[1] ?? null;
      return `${title}: ${display(last, config).text}`;
    });
    return `States "${this.#panel.title}". Now ${parts.reverse().join('; ')}`;
  }
}

const tell = (box: Box | undefined) => {
  if (box === undefined) return [];
  const { state, styled: of } = box;
  return [
    h(
      'div',
      { class: 'when' },
      `${dateTime(state.fromMs)}, for ${text((state.toMs - state.fromMs) / 1000, { unit: 's' })}`,
    ),
    h('div', {}, `${of.title}: ${display(state.value, of.config).text}`),
  ];
};

function linksOf(box: Box | undefined, context: LinkContext) {
  if (box === undefined || box.styled.config.links.length === 0) return undefined;
  const { series, title, config } = box.styled;
  const scope = { labels: series.labels, name: title, value: box.state.value, timeMs: box.fromMs };
  const anchors = config.links.map((link) => {
    const ready = readyLink(link, scope, context);
    return h('div', {}, h('a', { href: ready.href }, ready.title));
  });
  return [...tell(box), ...anchors];
}

export const stateTimeline: MakeRenderer = (panel, host) => new StateTimeline(panel, host);
