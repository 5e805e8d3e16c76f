/** One matcher of a selector. Prometheus anchors its regular expressions. */
interface Matcher {
  readonly label: string;
  readonly matches: (value: string) => boolean;
}

const SELECTOR = /^(\w+)(?:\{(.*)\})?$/;
const MATCHER = /(\w+)\s*(=~|=)\s*"([^"]*)"/g;
const SAMPLE = /^(\w+)(?:\{([^}]*)\})? (\S+)/;
const LABEL = /(\w+)="([^"]*)"/g;
/** Prometheus adds these when it scrapes. */
const OF_THE_TARGET = new Set(['job', 'instance']);

const matcherOf = (label: string, operator: string, text: string): Matcher => {
  const pattern = new RegExp(`^(?:${text})$`);
  return { label, matches: operator === '=' ? (value) => value === text : (value) => pattern.test(value) };
};

const parseSelector = (selector: string): { name: string; matchers: readonly Matcher[] } => {
  const [, name, inner = ''] = SELECTOR.exec(selector) ?? [];
  // What is left besides the matchers and their commas is something that nobody reads here.
  if (name === undefined || inner.replaceAll(MATCHER, '').replaceAll(/[,\s]/g, '') !== '')
    throw new Error(`not a plain selector: ${selector}`);
  const matchers = [...inner.matchAll(MATCHER)].map(([, label = '', operator = '', text = '']) =>
    matcherOf(label, operator, text),
  );
  return { name, matchers: matchers.filter(({ label }) => !OF_THE_TARGET.has(label)) };
};

/**
 * The sum of the series that a selector such as `lab_probes_total{job="prober",outcome=~"refused|unread"}` picks from what a service
 * shows at /metrics. `job` and `instance` are not looked at. Throws where the selector is another kind of expression.
 */
export function sumOf(exposition: string, selector: string): number {
  const { name, matchers } = parseSelector(selector);
  let sum = 0;
  for (const line of exposition.split('\n')) {
    const [, metric, inner = '', value] = SAMPLE.exec(line) ?? [];
    if (metric !== name) continue;
    const labels = new Map([...inner.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text]));
    if (matchers.every(({ label, matches }) => matches(labels.get(label) ?? ''))) sum += Number(value);
  }
  return sum;
}
