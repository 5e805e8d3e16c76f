/** @jest-environment jsdom */
import { criticalPath, readTrace, type Trace } from '@lab/analysis';
import { jaegerTrace, ORDER } from '@lab/analysis/testing';
import { readDashboard } from '@lab/boards/read';
import { boardJson } from '@lab/boards/testing';
import type { Address } from '../address.ts';
import { addColourScheme, serverAnswers, textsOf } from '../testing/browser.ts';
import { pathSummary } from './path-summary.ts';
import { SearchView } from './search-view.ts';
import { TraceView } from './trace-view.ts';
import { VariablePickers } from './variable-pickers.ts';
import { Waterfall } from './waterfall.ts';

beforeAll(addColourScheme);

const traceOf = (json: Parameters<typeof readTrace>[0]): Trace => {
  const trace = readTrace(json);
  if (trace === undefined) throw new Error('no trace');
  return trace;
};
const order = traceOf(ORDER);
const address = (search = ''): Address => ({ view: { name: 'traces' }, params: new URLSearchParams(search) });
const page = () => ({ go: jest.fn(), change: jest.fn() });

describe('the waterfall of a trace', () => {
  const draw = (onlyPath: boolean): HTMLElement => {
    const waterfall = new Waterfall();
    waterfall.draw({ trace: order, path: criticalPath(order, 'end'), onlyPath });
    return waterfall.element;
  };

  it('has a row for each span, its name and its service, and says in words what is drawn', () => {
    const element = draw(false);
    expect(textsOf(element, '.span-name')).toEqual(order.spans.map(({ name }) => name));
    const insert = element.querySelector('[data-span="insert"] button');
    expect(insert?.getAttribute('aria-label')).toMatch(
      /^orders: insert, from 4 ms, for 1\.5 ms, self time 1\.5 ms/,
    );
  });

  it('can leave out what is not on the critical path', () => {
    const [all, path] = [draw(false), draw(true)];
    const critical = all.querySelectorAll('[data-critical="true"]').length;
    expect(critical).toBeLessThan(order.spans.length);
    expect(path.querySelectorAll('li')).toHaveLength(critical);
  });

  it('opens and closes what it knows of a span', () => {
    const element = draw(false);
    const row = element.querySelector('[data-span="orders"]');
    const [button, details] = [
      row?.querySelector('button'),
      row?.querySelector<HTMLElement>('.span-details'),
    ];
    expect(details?.hidden).toBe(true);
    button?.click();
    expect(details?.hidden).toBe(false);
    expect(details?.textContent).toContain('span.kind');
    button?.click();
    expect(details?.hidden).toBe(true);
  });
});

it('the summary of a critical path shares out all of its time, the longest first', () => {
  const shares = textsOf(pathSummary(criticalPath(order, 'end')), 'td:first-child').map((text) =>
    parseInt(text ?? '', 10),
  );
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares.length).toBeGreaterThan(3);
});

describe('the variables of a dashboard', () => {
  const json = {
    name: 'service',
    label: 'Service',
    type: 'custom',
    query: 'orders,gateway',
    includeAll: true,
  };
  const [variable] = readDashboard(boardJson({ templating: { list: [json] } })).variables;
  if (variable === undefined) throw new Error('no variable');
  const choices = ['orders', 'gateway'].map((value) => ({ value, text: value }));

  it('can be chosen from, all of them too, and what an address has is among them', () => {
    const choose = jest.fn();
    const pickers = new VariablePickers(choose);
    pickers.show([{ variable, choices, selected: ['gone'], value: 'gone' }]);
    expect(textsOf(pickers.element, 'label')).toEqual(['Service']);
    expect(textsOf(pickers.element, 'option')).toEqual(['All', 'orders', 'gateway', 'gone']);
    const select = pickers.element.querySelector('select');
    if (select) select.value = 'orders';
    select?.dispatchEvent(new Event('change'));
    expect(choose).toHaveBeenCalledWith('service', ['orders']);
  });

  it('stay as they are while there is nothing else to choose: whoever has one open keeps it', () => {
    const pickers = new VariablePickers(() => undefined);
    pickers.show([{ variable, choices, selected: ['orders'], value: 'orders' }]);
    const before = pickers.element.firstElementChild;
    pickers.show([{ variable, choices, selected: ['orders'], value: 'orders' }]);
    expect(pickers.element.firstElementChild).toBe(before);
  });
});

describe('the search for traces', () => {
  const short = { ...jaegerTrace(['GET', '-', 'gateway', 'server', 100, 102]), traceID: 'short' };
  const shows = async (data: unknown, search = ''): Promise<SearchView> => {
    serverAnswers({
      '/api/jaeger/api/services': { data: ['orders', 'gateway'] },
      '/api/jaeger/api/traces': { data },
    });
    const view = new SearchView(page());
    await view.update(address(search));
    return view;
  };

  it('lists what it found, the newest or the longest first', async () => {
    const links = (view: SearchView) => textsOf(view.element, 'td a');
    expect(links(await shows([ORDER, short]))).toEqual(['gateway: GET', 'k6: POST']);
    expect(links(await shows([ORDER, short], 'sort=longest'))).toEqual(['k6: POST', 'gateway: GET']);
  });

  it('says so when it found none, and when the store says what is wrong', async () => {
    const view = await shows([]);
    expect(textsOf(view.element, '[role=status]')).toEqual(['No trace in this time range matches.']);
    serverAnswers({});
    await view.update(address());
    expect(textsOf(view.element, '[role=alert]')).toEqual(['not found']);
  });
});

describe('a trace', () => {
  it('is shown with its facts, its critical path and its spans', async () => {
    serverAnswers({ '/api/jaeger/api/traces/abc': { data: [ORDER] }, '/api/loki': { data: { result: [] } } });
    const view = new TraceView('abc', page());
    await view.update(address());
    expect(view.element.dataset['state']).toBe('ready');
    expect(textsOf(view.element, 'h2')[0]).toBe('k6: POST');
    expect(view.element.querySelectorAll('li[data-span]')).toHaveLength(order.spans.length);
  });

  it('that Jaeger does not have says what to do', async () => {
    serverAnswers({ '/api/loki': { data: { result: [] } } });
    const view = new TraceView('abc', page());
    await view.update(address());
    expect(view.element.dataset['state']).toBe('empty');
    expect(textsOf(view.element, '[role=alert]')[0]).toContain('try again');
  });
});
