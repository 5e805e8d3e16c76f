import * as echarts from 'echarts';
import type { TimeRange } from '@lab/boards';
import { h } from '../dom.ts';

const DRAG_PX = 6;

export interface ChartEvents {
  /** Where the pointer is, in milliseconds and pixels; undefined when it has left. */
  onHover(at: { timeMs: number; x: number; y: number } | undefined): void;
  onClick(at: { timeMs: number; x: number; y: number }): void;
  onZoom(range: TimeRange): void;
  onZoomOut(): void;
}

/** ECharts with a time axis, as wide as its place, on which a stretch of time can be drawn. */
export class Chart {
  readonly #echarts: echarts.ECharts;
  readonly #host: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #box = h('div', { class: 'zoom-box', hidden: true });
  readonly #events: ChartEvents;
  #downAt: number | undefined;

  constructor(host: HTMLElement, events: ChartEvents) {
    this.#host = host;
    this.#events = events;
    this.#echarts = echarts.init(host, null, { renderer: 'canvas' });
    host.append(this.#box);
    this.#observer = new ResizeObserver(() => this.#echarts.resize());
    this.#observer.observe(host);
    host.addEventListener('pointerdown', (event) => this.#down(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    host.addEventListener('pointerup', (event) => this.#up(event));
    host.addEventListener('pointercancel', () => this.#release());
    host.addEventListener('pointerleave', () => this.#events.onHover(undefined));
    host.addEventListener('dblclick', () => this.#events.onZoomOut());
  }

  draw(option: echarts.EChartsCoreOption): void {
    this.#echarts.setOption(option, { notMerge: true });
  }

  /** When the pointer enters or leaves an item that was drawn; `data` is what the item was made of. */
  onItem(handler: (item: ItemEvent | undefined) => void): void {
    this.#echarts.on('mouseover', (event) => handler(event as unknown as ItemEvent));
    this.#echarts.on('mouseout', () => handler(undefined));
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#echarts.dispose();
  }

  #timeAt(x: number): number {
    return this.#echarts.convertFromPixel({ xAxisIndex: 0 }, x);
  }

  #x({ clientX }: PointerEvent): number {
    return clientX - this.#host.getBoundingClientRect().left;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#downAt = this.#x(event);
  }

  #move(event: PointerEvent): void {
    const x = this.#x(event);
    if (this.#downAt === undefined || Math.abs(x - this.#downAt) < DRAG_PX) {
      this.#events.onHover({ timeMs: this.#timeAt(x), x: event.clientX, y: event.clientY });
      return;
    }
    this.#events.onHover(undefined);
    // From here on also where the pointer leaves the chart. Not before: it would take the pointer away from what is pressed.
    this.#host.setPointerCapture(event.pointerId);
    this.#box.hidden = false;
    this.#box.style.left = `${Math.min(x, this.#downAt)}px`;
    this.#box.style.width = `${Math.abs(x - this.#downAt)}px`;
  }

  #up(event: PointerEvent): void {
    const start = this.#downAt;
    const end = this.#x(event);
    this.#release();
    if (start === undefined) return;
    if (Math.abs(end - start) < DRAG_PX) {
      this.#events.onClick({ timeMs: this.#timeAt(end), x: event.clientX, y: event.clientY });
      return;
    }
    this.#events.onZoom({
      from: this.#timeAt(Math.min(start, end)),
      to: this.#timeAt(Math.max(start, end)),
    });
  }

  #release(): void {
    this.#downAt = undefined;
    this.#box.hidden = true;
  }
}

/** What of ECharts' event is used. */
export interface ItemEvent {
  readonly seriesIndex: number;
  readonly dataIndex: number;
  readonly data: unknown;
  readonly event: { readonly event: { readonly clientX: number; readonly clientY: number } };
}
