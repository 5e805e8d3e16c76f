import { type Bucket, bucketLimit, bucketsOf, type Panel, type PanelData, type Series } from '@lab/boards';
import { h } from '../dom.ts';
import { currentScheme, heatColor, type Scheme } from '../format/colours.ts';
import { objectIn, textIn } from '../format/field.ts';
import { dateTime } from '../format/time.ts';
import { text } from '../format/units.ts';
import { RectangleChart } from './rectangle-chart.ts';
import type { Rectangle } from './rectangles.ts';
import type { MakeRenderer, Renderer, Surroundings } from './renderer.ts';

interface Cell extends Rectangle {
  readonly count: number;
}

class HeatMap implements Renderer {
  readonly #panel: Panel;
  readonly #chart: RectangleChart;
  readonly #unit: string | undefined;

  constructor(panel: Panel, host: HTMLElement) {
    this.#panel = panel;
    this.#chart = new RectangleChart(host);
    this.#unit = textIn(objectIn(panel.options, 'yAxis'), 'unit') ?? panel.fieldConfig.defaults.unit;
  }

  render(data: PanelData, surroundings: Surroundings): boolean {
    const buckets = withoutEmptyEnds(bucketsOf(data.series));
    const cells = cellsOf(buckets, stepOf(data.series), currentScheme());
    const rows = buckets.map(({ le }, index) => this.#range(le, buckets[index - 1]?.le));
    this.#chart.draw({
      rows,
      rectangles: cells,
      share: 1,
      gapPx: 1,
      description: this.#describe(buckets),
      tell: (index) => tell(cells[index], rows),
      surroundings,
    });
    return cells.length > 0;
  }

  dispose(): void {
    this.#chart.dispose();
  }

  #range(le: string, below: string | undefined): string {
    const high = bucketLimit(le);
    if (high === Infinity)
      return below === undefined ? 'all' : `over ${text(bucketLimit(below), { unit: this.#unit })}`;
    return `≤ ${text(high, { unit: this.#unit })}`;
  }

  #describe(buckets: readonly Bucket[]): string {
    const totals = buckets.map(({ le, counts }, index) => ({
      name: this.#range(le, buckets[index - 1]?.le),
      total: [...counts.values()].reduce((sum, count) => sum + count, 0),
    }));
    const most = totals.reduce((best, each) => (each.total > best.total ? each : best), {
      name: 'none',
      total: 0,
    });
    return `Heat map "${this.#panel.title}", ${buckets.length} buckets; most are ${most.name}`;
  }
}

/** The lowest and highest buckets in which nothing ever was take room and say nothing. */
function withoutEmptyEnds(buckets: readonly Bucket[]): readonly Bucket[] {
  const isUsed = ({ counts }: Bucket): boolean => [...counts.values()].some((count) => count > 0);
  const first = buckets.findIndex(isUsed);
  const last = buckets.findLastIndex(isUsed);
  return first < 0 ? [] : buckets.slice(Math.max(0, first - 1), last + 1);
}

/** The shortest distance between two points. */
function stepOf(series: readonly Series[]): number {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([timeMs]) => timeMs)))].sort(
    (a, b) => a - b,
  );
  const steps = times.slice(1).map((timeMs, index) => timeMs - (times[index] ?? timeMs));
  return steps.length === 0 ? 5000 : Math.min(...steps);
}

function cellsOf(buckets: readonly Bucket[], stepMs: number, scheme: Scheme): Cell[] {
  const counts = buckets.flatMap((bucket) => [...bucket.counts.values()]);
  const most = Math.max(...counts, 0);
  return buckets.flatMap((bucket, row) =>
    [...bucket.counts].flatMap(([timeMs, count]) => {
      if (count <= 0) return [];
      // By the root: else the few slow ones, for which one looks at it, could not be seen beside the many.
      const color = heatColor(Math.sqrt(count / most), scheme);
      return [{ fromMs: timeMs - stepMs, toMs: timeMs, row, color, count }];
    }),
  );
}

const tell = (cell: Cell | undefined, rows: readonly string[]) =>
  cell === undefined
    ? []
    : [
        h('div', { class: 'when' }, `until ${dateTime(cell.toMs)}`),
        h('div', {}, `${text(cell.count)} in ${rows[cell.row] ?? ''}`),
      ];

export const heatMap: MakeRenderer = (panel, host) => new HeatMap(panel, host);
