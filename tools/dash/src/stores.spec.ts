import { readableIn } from './stores.ts';

it.each([
  ['/api/prometheus/api/v1/query_range', { store: 'prometheus', path: '/api/v1/query_range' }],
  ['/api/prometheus/api/v1/alerts', { store: 'prometheus', path: '/api/v1/alerts' }],
  ['/api/prometheus/api/v1/label/job/values', { store: 'prometheus', path: '/api/v1/label/job/values' }],
  ['/api/loki/loki/api/v1/query_range', { store: 'loki', path: '/loki/api/v1/query_range' }],
  ['/api/jaeger/api/traces/abc123', { store: 'jaeger', path: '/api/traces/abc123' }],
])('passes on %s', (path, expected) => {
  expect(readableIn(path)).toEqual(expected);
});

it.each([
  '/api/prometheus/api/v1/admin/tsdb/delete_series',
  '/api/prometheus/api/v1/write',
  '/api/prometheus/api/v1/alertmanagers',
  '/api/prometheus/-/quit',
  '/api/prometheus/../jaeger/api/traces',
  '/api/loki/loki/api/v1/push',
  '/api/loki/loki/api/v1/delete',
  '/api/jaeger/api/traces/../services',
  '/api/jaeger/api/services/../operations',
  '/api/postgres/anything',
  '/api/prometheus',
])('does not pass on %s', (path) => {
  expect(readableIn(path)).toBeUndefined();
});
