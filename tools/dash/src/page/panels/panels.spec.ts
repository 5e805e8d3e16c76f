/** @jest-environment jsdom */
import { type LogEntry, NOTHING, type PanelData, type Series } from '@lab/boards';
import { readDashboard } from '@lab/boards/read';
import { boardJson, panelJson } from '@lab/boards/testing';
import { addColourScheme, textsOf } from '../testing/browser.ts';
import { RENDERERS } from './renderers.ts';
import type { Surroundings } from './renderer.ts';

beforeAll(addColourScheme);

const SURROUNDINGS: Surroundings = {
  range: { from: 0, to: 60_000 },
  links: { text: { from: 'now-1m', to: 'now' }, range: { from: 0, to: 60_000 }, selected: {} },
  zoom: () => undefined,
  zoomOut: () => undefined,
};

/** A panel of that type, drawn into the page. */
const drawn = (type: keyof typeof RENDERERS, given: Readonly<Record<string, unknown>> = {}) => {
  const [panel] = readDashboard(boardJson({ panels: [panelJson({ type, ...given })] })).panels;
  if (panel === undefined) throw new Error('no panel');
  const host = document.createElement('div');
  const renderer = RENDERERS[type](panel, host);
  return { host, render: (data: PanelData) => renderer.render(data, SURROUNDINGS), renderer };
};

const series = (name: string, ...values: (number | null)[]): Series => ({
  refId: 'A',
  name,
  labels: { job: name },
  points: values.map((value, index) => [index * 5000, value]),
});
const toJob = { title: 'to ${__series.name}', url: '/d/lab-service?var-service=${__field.labels.job}' };

describe('a stat panel', () => {
  it('shows the last value in its unit, without a name when it is the only one', () => {
    const { host, render } = drawn('stat', { fieldConfig: { defaults: { unit: 'ms' } } });
    expect(render({ ...NOTHING, series: [series('orders', 10, 25, null)] })).toBe(true);
    expect(textsOf(host, '.stat-value')).toEqual(['25 ms']);
    expect(textsOf(host, '.stat-name')).toEqual([]);
  });

  it('names each of several, and leads on from each', () => {
    const { host, render } = drawn('stat', { fieldConfig: { defaults: { links: [toJob] } } });
    render({ ...NOTHING, series: [series('orders', 1), series('gateway', 2)] });
    expect(textsOf(host, '.stat-name')).toEqual(['orders', 'gateway']);
    const links = [...host.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['/d/lab-service?var-service=orders', '/d/lab-service?var-service=gateway']);
  });

  it('says that there is nothing, unless it has words for that', () => {
    expect(drawn('stat').render({ ...NOTHING, series: [series('orders', null)] })).toBe(false);
    const { host, render } = drawn('stat', { fieldConfig: { defaults: { noValue: 'none' } } });
    expect(render({ ...NOTHING, series: [series('orders', null)] })).toBe(true);
    expect(textsOf(host, '.stat-value')).toEqual(['none']);
  });

  it('leaves nothing behind', () => {
    const { host, render, renderer } = drawn('stat');
    render({ ...NOTHING, series: [series('orders', 1)] });
    renderer.dispose();
    expect(host.childElementCount).toBe(0);
  });
});

describe('a bar gauge', () => {
  it('draws each bar as long as its share of the highest', () => {
    const { host, render } = drawn('bargauge');
    expect(render({ ...NOTHING, series: [series('orders', 50), series('gateway', 200)] })).toBe(true);
    const widths = [...host.querySelectorAll<HTMLElement>('.bar-fill')].map(({ style }) => style.width);
    expect(widths).toEqual(['25%', '100%']);
    expect(textsOf(host, '.bar-name')).toEqual(['orders', 'gateway']);
  });
});

describe('a table', () => {
  const columns = [
    { name: 'Trace ID', cells: ['0123456789abcdef', 'fedcba9876543210'] },
    { name: 'Name', cells: ['<b>orders</b>', 'gateway'] },
    { name: 'Value', cells: [1, 3] },
  ];
  const data = { ...NOTHING, tables: [{ refId: 'A', columns }] };

  it('has a heading for each column, and text is text, never markup', () => {
    const { host, render } = drawn('table');
    expect(render(data)).toBe(true);
    expect(textsOf(host, 'th')).toEqual(['Trace ID', 'Name', 'Value']);
    expect(textsOf(host, 'td:nth-child(2)')).toEqual(['<b>orders</b>', 'gateway']);
    expect(host.querySelector('td b')).toBeNull();
  });

  it('is sorted by the heading that is pressed, and the other way round by the next press', () => {
    const { host, render } = drawn('table');
    render(data);
    const press = (): void => host.querySelector<HTMLElement>('th:nth-child(3) button')?.click();
    const sorted = (): unknown[] => [
      host.querySelector('th:nth-child(3)')?.getAttribute('aria-sort'),
      ...textsOf(host, 'td:nth-child(3)'),
    ];
    press();
    expect(sorted()).toEqual(['descending', '3', '1']);
    press();
    expect(sorted()).toEqual(['ascending', '1', '3']);
  });

  it('leads from the id of a trace to the trace', () => {
    const { host, render } = drawn('table');
    render(data);
    const link = host.querySelector('td a');
    expect([link?.textContent, link?.getAttribute('href')]).toEqual(['01234567', '/trace/0123456789abcdef']);
  });

  it('says that it has no row', () => {
    expect(drawn('table').render(NOTHING)).toBe(false);
  });
});

describe('a log panel', () => {
  const entry = (timeMs: number, line: string): LogEntry => ({
    timeMs,
    timeNs: `${timeMs}000000`,
    line,
    labels: { level: 'error', service_name: 'orders', trace_id: 'abc' },
  });
  const data = { ...NOTHING, entries: [entry(2000, '<i>second</i>'), entry(1000, 'first')] };

  it('has the lines in the order that it is told to, and text is text', () => {
    const { host, render } = drawn('logs');
    expect(render(data)).toBe(true);
    expect(textsOf(host, '.log-text')).toEqual(['<i>second</i>', 'first']);
    expect(host.querySelector('i')).toBeNull();
    const ascending = drawn('logs', { options: { sortOrder: 'Ascending' } });
    ascending.render(data);
    expect(textsOf(ascending.host, '.log-text')).toEqual(['first', '<i>second</i>']);
  });

  it('leads from a line to its trace, and keeps a line open that somebody reads', () => {
    const { host, render } = drawn('logs');
    render(data);
    expect(host.querySelector('details a')?.getAttribute('href')).toBe('/trace/abc');
    host.querySelector('details')?.setAttribute('open', '');
    render({ ...NOTHING, entries: [entry(3000, 'third'), ...data.entries] });
    expect(textsOf(host, '.log-text')).toEqual(['<i>second</i>', 'first']);
  });
});

describe('a text panel', () => {
  it('reads headings, code, bold and links, and nothing else', () => {
    const content =
      '## Start\n\nRun `lab up`, **then** [look](/d/shop) <img src=x> [no](javascript:alert(1))';
    const { host } = drawn('text', { options: { content } });
    expect(textsOf(host, 'h4')).toEqual(['Start']);
    expect(textsOf(host, 'code, b, a')).toEqual(['lab up', 'then', 'look']);
    expect(host.querySelector('a')?.getAttribute('href')).toBe('/d/shop');
    expect(host.querySelector('img')).toBeNull();
  });
});
