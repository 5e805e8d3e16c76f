import { readDashboard } from './read-dashboard.ts';
import { requestsOf, type View } from './requests.ts';
import { boardJson, panelJson } from './testing/board.ts';

const view: View = { variables: { service: 'orders' }, range: { from: 1_000_002_000, to: 1_000_902_000 } };

const requestsFor = (target: Record<string, unknown>, store = 'prometheus', panel = {}) => {
  const datasource = { type: store, uid: store };
  const json = panelJson({ ...panel, targets: [{ refId: 'A', datasource, ...target }] });
  const [read] = readDashboard(boardJson({ panels: [json] })).panels;
  return requestsOf({ panel: read!, target: read!.targets[0]!, view });
};

describe('requestsOf Prometheus', () => {
  it('asks for a range on a grid of its step', () => {
    expect(requestsFor({ expr: 'rate(x{service="$service"}[$__rate_interval])' })).toEqual([
      {
        store: 'prometheus',
        path: '/api/v1/query_range',
        params: { query: 'rate(x{service="orders"}[20s])', start: '1000000', end: '1000900', step: '5' },
        answer: 'series',
        stepMs: 5000,
      },
    ]);
  });

  it('asks once where the query is instant', () => {
    const [request, ...others] = requestsFor({ expr: 'up', instant: true });
    expect(others).toEqual([]);
    expect(request).toMatchObject({ path: '/api/v1/query', params: { time: '1000902' }, answer: 'instant' });
  });

  it('asks for exemplars beside the series', () => {
    expect(requestsFor({ expr: 'up', exemplar: true }).map(({ answer }) => answer)).toEqual([
      'series',
      'exemplars',
    ]);
  });

  it('keeps the shortest step that the query, or its panel, asks for', () => {
    expect(requestsFor({ expr: 'up', interval: '1m' })[0]?.stepMs).toBe(60_000);
    expect(requestsFor({ expr: 'up' }, 'prometheus', { interval: '30s' })[0]?.stepMs).toBe(30_000);
    expect(requestsFor({ expr: 'up' }, 'prometheus', { maxDataPoints: 15 })[0]?.stepMs).toBe(60_000);
  });
});

describe('requestsOf Loki', () => {
  it('tells lines from numbers', () => {
    expect(requestsFor({ expr: '{service_name="$service"} |= "x"', maxLines: 50 }, 'loki')).toEqual([
      {
        store: 'loki',
        path: '/loki/api/v1/query_range',
        params: {
          query: '{service_name="orders"} |= "x"',
          start: '1000002000000000',
          end: '1000902000000000',
          limit: '50',
          direction: 'backward',
        },
        answer: 'entries',
      },
    ]);
    expect(requestsFor({ expr: 'sum(rate({a="b"}[$__auto]))' }, 'loki')).toMatchObject([
      { params: { query: 'sum(rate({a="b"}[5s]))', step: '5' }, answer: 'series' },
    ]);
  });
});

describe('requestsOf Jaeger', () => {
  it('searches traces by service, tags and duration', () => {
    const target = {
      queryType: 'search',
      service: '$service',
      tags: 'error=true http.route="/orders/{id}"',
      minDuration: '100ms',
      limit: 10,
    };
    expect(requestsFor(target, 'jaeger')).toEqual([
      {
        store: 'jaeger',
        path: '/api/traces',
        params: {
          service: 'orders',
          minDuration: '100ms',
          tags: '{"error":"true","http.route":"/orders/{id}"}',
          limit: '10',
          start: '1000002000000',
          end: '1000902000000',
        },
        answer: 'traces',
      },
    ]);
  });

  it('opens one trace by its id', () => {
    expect(requestsFor({ query: 'abc' }, 'jaeger')).toMatchObject([
      { path: '/api/traces/abc', answer: 'trace' },
    ]);
  });
});
