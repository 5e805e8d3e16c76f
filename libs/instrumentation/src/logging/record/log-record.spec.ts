import { EventEmitter } from 'node:events';
import { ownFields } from '../../../test/support/log-lines';

describe('the own fields of a line', () => {
  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    [
      'scalars as text',
      { a: 'x', b: 1.5, c: -0, d: 1e21, e: false },
      { a: 'x', b: '1.5', c: '0', d: '1e+21', e: 'false' },
    ],
    ['null', { a: null }, { a: 'null' }],
    ['numbers that are none', { a: Number.NaN, b: -Infinity }, { a: 'NaN', b: '-Infinity' }],
    ['BigInt digit by digit', { a: 2n ** 64n }, { a: '18446744073709551616' }],
    [
      'dates in ISO',
      { a: new Date(0), b: new Date(Number.NaN) },
      { a: '1970-01-01T00:00:00.000Z', b: 'Invalid Date' },
    ],
    [
      'what toJSON gives',
      { a: new URL('http://x/y'), b: { toJSON: () => ({ c: 1 }) } },
      { a: 'http://x/y', 'b.c': '1' },
    ],
    [
      'bytes by their number',
      { a: Buffer.from('abc'), b: new Float64Array(2), c: new ArrayBuffer(5) },
      { a: '[3 bytes]', b: '[16 bytes]', c: '[5 bytes]' },
    ],
    ['live objects by their class', { a: new EventEmitter() }, { a: '[EventEmitter]' }],
    [
      'empty objects and arrays',
      { a: {}, b: [], c: new Map(), d: new Set() },
      { a: '{}', b: '[]', c: '{}', d: '[]' },
    ],
    [
      'nothing for undefined, functions and symbols',
      { a: undefined, b: () => 1, c: Symbol('x'), [Symbol('d')]: 1 },
      {},
    ],
    [
      'members of Maps and Sets',
      {
        a: new Map<unknown, number>([
          ['k', 1],
          [2, 3],
        ]),
        b: new Set(['x']),
      },
      { 'a.k': '1', 'a.2': '3', 'b.0': 'x' },
    ],
    [
      'objects without a prototype',
      { a: Object.assign(Object.create(null) as object, { b: 1 }) },
      { 'a.b': '1' },
    ],
  ])('write %s', (_what, own, fields) => expect(ownFields(own)).toEqual(fields));

  it('are flat, with dotted names', () => {
    const lines = [{ sku: 'LAMP-01', quantity: 2 }, { sku: 'DESK-02' }];
    expect(ownFields({ order: { id: 7, lines }, tags: ['a', undefined, 'c'] })).toEqual({
      'order.id': '7',
      'order.lines.0.sku': 'LAMP-01',
      'order.lines.0.quantity': '2',
      'order.lines.1.sku': 'DESK-02',
      'tags.0': 'a',
      'tags.2': 'c',
    });
  });

  it('below five names are JSON text', () => {
    const deep = { b: { c: { d: { e: { f: { g: [1, undefined, 2n] } }, x: 1 } } } };
    expect(ownFields({ a: deep })).toEqual({
      'a.b.c.d.e': '{"f":{"g":[1,null,"2"]}}',
      'a.b.c.d.x': '1',
    });
  });

  it('name a circle, and write what is only there twice twice', () => {
    const shared = { n: 1 };
    const circle: Record<string, unknown> = { shared, again: shared };
    circle['self'] = circle;
    expect(ownFields({ circle })).toEqual({
      'circle.shared.n': '1',
      'circle.again.n': '1',
      'circle.self': '[circular]',
    });
    const deep = { b: { c: { d: { e: circle } } } };
    expect(ownFields({ a: deep })['a.b.c.d.e']).toBe(
      '{"shared":{"n":1},"again":{"n":1},"self":"[circular]"}',
    );
  });
});

describe('the name of a field', () => {
  it('has no character that a format would have to escape', () => {
    expect(ownFields({ 'a b': 1, 'ü=': 2, '': 3, 'x-y.z_0': 4, 'q"\n': 5 })).toEqual({
      a_b: '1',
      __: '2',
      _: '3',
      'x-y.z_0': '4',
      q__: '5',
    });
  });

  it('gets an underscore where the head of the line has that name, but not further down', () => {
    expect(
      ownFields({ service: 'x', seq: 9, trace_id: 1, msg: 'm2', fields_left_out: 2, a: { time: 3 } }),
    ).toEqual({
      service_: 'x',
      seq_: '9',
      trace_id_: '1',
      msg_: 'm2',
      fields_left_out_: '2',
      'a.time': '3',
    });
  });

  it('leaves to the log agent the names of its own fields', () => {
    expect(ownFields({ format: 1, parse_error: 2, metric_x: 3, nested: { format: 4 } })).toEqual({
      format_: '1',
      parse_error_: '2',
      _metric_x: '3',
      'nested.format': '4',
    });
  });

  it('that is taken gets a number', () => {
    expect(
      ownFields({ 'a b': 1, 'a-b': 0, a_b: 2, 'a/b': 3, x: { y: 4 }, 'x.y': 5, service: 6, service_: 7 }),
    ).toEqual({
      a_b: '1',
      'a-b': '0',
      a_b_2: '2',
      a_b_3: '3',
      'x.y': '4',
      'x.y_2': '5',
      service_: '6',
      service__2: '7',
    });
  });

  it('may be that of a prototype', () => {
    const own = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toString":3}') as object;
    const fields = ownFields(own);
    expect(Object.entries(fields)).toEqual([
      ['__proto__.polluted', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is cut', () => {
    const [name] = Object.keys(ownFields({ ['k'.repeat(5000)]: 1 }));
    expect(name).toHaveLength(200);
  });
});
