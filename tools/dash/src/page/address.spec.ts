import { kept, readAddress, selectionIn, withParams } from './address.ts';

const read = (address: string) => {
  const [pathname = '', query] = address.split('?');
  const { view, params } = readAddress({ pathname, search: query ?? '' });
  return [view, params.toString()];
};

it.each([
  ['/', { name: 'board', uid: undefined }, ''],
  ['/d/lab-orders/orders?from=now-1h', { name: 'board', uid: 'lab-orders' }, 'from=now-1h'],
  ['/trace/A3CE929D0E0E4736', { name: 'trace', id: '0000000000000000a3ce929d0e0e4736' }, ''],
  ['/trace/no-id', { name: 'traces' }, ''],
  ['/traces?service=orders', { name: 'traces' }, 'service=orders'],
  ['/logs', { name: 'logs' }, ''],
  ['/alerts?pace=lab', { name: 'alerts' }, 'pace=lab'],
  ['/d/100%', { name: 'board', uid: '100%' }, ''],
])('%s is %j', (address, view, params) => {
  expect(read(address)).toEqual([view, params]);
});

describe("Grafana's links to Explore", () => {
  const explore = (pane: unknown) =>
    read(`/explore?panes=${encodeURIComponent(JSON.stringify({ a: pane }))}`);

  it('lead to the trace', () => {
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(explore({ queries: [{ query: id }] })).toEqual([{ name: 'trace', id }, '']);
  });

  it('lead to the log lines, in the same range', () => {
    const pane = { queries: [{ expr: '{a="b"}' }], range: { from: 'now-1h', to: 'now' } };
    const [view, params] = explore(pane);
    expect(view).toEqual({ name: 'logs' });
    expect(params).toBe('from=now-1h&to=now&query=%7Ba%3D%22b%22%7D');
  });

  it('that cannot be read lead to the search for traces', () => {
    expect(read('/explore?panes=nonsense')).toEqual([{ name: 'traces' }, '']);
    expect(read('/explore?panes=[]')).toEqual([{ name: 'traces' }, '']);
  });
});

it('a link keeps range, refresh and variables, and nothing else', () => {
  const params = new URLSearchParams('from=1&to=2&refresh=5s&var-a=x&var-a=y&query=z');
  expect(withParams('/d/x', kept(params))).toBe('/d/x?from=1&to=2&refresh=5s&var-a=x&var-a=y');
  expect(withParams('/d/x', new URLSearchParams())).toBe('/d/x');
});

it('the chosen values of variables are in the address, as Grafana writes them', () => {
  expect(selectionIn(new URLSearchParams('var-a=x&var-a=y&var-b=All&from=1'))).toEqual({
    a: ['x', 'y'],
    b: ['$__all'],
  });
});
