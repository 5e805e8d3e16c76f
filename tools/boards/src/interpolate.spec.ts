import { interpolate, type Scope } from './interpolate.ts';

const scope: Scope = {
  variables: { service: 'orders', route: ['/orders', '/orders/{id}'], one: ['a.b'], any: { raw: '.+' } },
  range: { from: 0, to: 900_000 },
  intervalMs: 5000,
};

describe('interpolate', () => {
  it.each([
    ['up{service="$service"}', 'up{service="orders"}'],
    ['up{service="${service}"}', 'up{service="orders"}'],
    ['up{service="[[service]]"}', 'up{service="orders"}'],
    ['up{route=~"$route"}', String.raw`up{route=~"(/orders|/orders/\\{id\\})"}`],
    ['up{x=~"$one"}', String.raw`up{x=~"a\\.b"}`],
    ['{x=~`${route:regex}`}', String.raw`{x=~${'`'}(/orders|/orders/\{id\})${'`'}}`],
    ['${route:csv} ${route:pipe}', '/orders,/orders/{id} /orders|/orders/{id}'],
    ['up{x=~"$any"}', 'up{x=~".+"}'],
    ['rate(x[$__rate_interval])', 'rate(x[20s])'],
    ['$__interval $__interval_ms $__range ${__range_s}', '5s 5000 900s 900'],
    ['label_replace(up, "a", "$1", "b", "(.*)")', 'label_replace(up, "a", "$1", "b", "(.*)")'],
  ])('makes of %s: %s', (text, expected) => {
    expect(interpolate(text, scope)).toBe(expected);
  });

  it('takes a longer window for rates where points are further apart', () => {
    expect(interpolate('$__rate_interval', { ...scope, intervalMs: 60_000 })).toBe('65s');
  });

  it('keeps a value inside the quotes that it stands in', () => {
    const hostile = { ...scope, variables: { service: 'a"} or up{x="' } };
    expect(interpolate('up{service="$service"}', hostile)).toBe(String.raw`up{service="a\"} or up{x=\""}`);
  });

  it('rejects a variable, or a format, that does not exist', () => {
    expect(() => interpolate('up{a="$nope"}', scope)).toThrow('unknown variable "nope"');
    expect(() => interpolate('${service:nope}', scope)).toThrow('unknown variable format "nope"');
  });
});
