import { eventually } from './eventually.ts';

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)/;
const LABEL = /([\w.]+)="((?:[^"\\]|\\.)*)"/g;

/** What a part's metrics page says now. */
export const readSeries = (url: string): Promise<Series[]> =>
  eventually(`${url} answers`, 10_000, async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return (await response.text()).split('\n').flatMap((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name === undefined) return [];
      const pairs = [...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text] as const);
      return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
    });
  });

/** Sum of the series of a name whose labels are these. */
export const sumOf = (
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number =>
  series
    .filter(
      (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
