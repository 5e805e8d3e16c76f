import type { Labels } from './frame.ts';

/** `up{job="orders"}`, as Prometheus writes a series. */
export function seriesText(labels: Labels): string {
  const { __name__: metric = '', ...others } = labels;
  const pairs = Object.entries(others).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(', ')}}`;
}

/** `{{service}} {{status}}` with the labels put in. */
const filled = (format: string, labels: Labels): string =>
  format.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => labels[name] ?? '');

/** The names of the series of one query. Without a format, or with `__auto`: what tells them apart. */
export function namesOf(
  all: readonly Labels[],
  { format, query }: { format: string; query: string },
): string[] {
  if (format !== '' && format !== '__auto') return all.map((labels) => filled(format, labels));
  const names = new Set(all.flatMap((labels) => Object.keys(labels)));
  const telling = [...names].filter((name) => new Set(all.map((labels) => labels[name])).size > 1);
  return all.map((labels) => {
    if (all.length === 1 || telling.length === 0) return seriesText(labels) || query;
    return telling.map((name) => labels[name] ?? '').join(' ');
  });
}
