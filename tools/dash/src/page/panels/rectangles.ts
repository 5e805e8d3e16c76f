import type * as echarts from 'echarts';

/** A box in a chart: from when to when, in which row. */
export interface Rectangle {
  readonly fromMs: number;
  readonly toMs: number;
  /** Counted from below. */
  readonly row: number;
  readonly color: string;
  /** Written inside where there is room. */
  readonly label?: string;
  readonly labelColor?: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface RenderApi {
  value(dimension: number): number;
  coord(value: [number, number]): [number, number];
  size(value: [number, number]): [number, number];
}

/** ECharts has no boxes on a time axis of its own: a custom series that draws each. `share` is how much of its row a box fills. */
export function rectangleSeries(
  all: readonly Rectangle[],
  { share, gapPx }: { share: number; gapPx: number },
) {
  return {
    type: 'custom',
    clip: true,
    encode: { x: [0, 1], y: 2 },
    data: all.map(({ fromMs, toMs, row }) => [fromMs, toMs, row]),
    renderItem: (params: { dataIndex: number; coordSys: { x: number; width: number } }, api: RenderApi) =>
      draw(all[params.dataIndex], { params, api, share, gapPx }),
  };
}

interface Drawing {
  readonly params: { coordSys: { x: number; width: number } };
  readonly api: RenderApi;
  readonly share: number;
  readonly gapPx: number;
}

function draw(rectangle: Rectangle | undefined, { params, api, share, gapPx }: Drawing) {
  if (rectangle === undefined) return undefined;
  const row = api.value(2);
  const [left, y] = api.coord([api.value(0), row]);
  const [right] = api.coord([api.value(1), row]);
  const height = api.size([0, 1])[1] * share;
  const { x, width: whole } = params.coordSys;
  const from: Point = { x: Math.max(left, x), y: y - height / 2 };
  const space = Math.min(right, x + whole) - from.x;
  // Between narrow ones gaps would be all that is seen.
  const gap = space > 4 * gapPx ? gapPx : 0;
  const width = space - gap;
  if (width <= 0) return undefined;
  return {
    type: 'rect',
    shape: { ...from, width: Math.max(1, width), height: Math.max(1, height - gap) },
    style: { fill: rectangle.color },
    ...(rectangle.label !== undefined && {
      textContent: {
        style: {
          text: rectangle.label,
          fill: rectangle.labelColor ?? '#fff',
          fontSize: 11,
          width,
          overflow: 'truncate',
        },
      },
      textConfig: { position: 'insideLeft' },
    }),
  };
}

/** The names of the rows, from below; `formatted` is how many there is room for. */
export const rowAxis = (
  names: readonly string[],
  colors: { label: string; line: string },
): echarts.EChartsCoreOption => ({
  type: 'category',
  data: names,
  axisTick: { show: false },
  axisLine: { show: false },
  splitLine: { show: false },
  axisLabel: { color: colors.label, fontSize: 11, hideOverlap: true, width: 130, overflow: 'truncate' },
  axisPointer: { show: false },
});
