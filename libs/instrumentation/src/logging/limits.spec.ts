import { LOG_FORMATS } from '@lab/contracts';
import { ownFields, writtenBy } from '../../test/support/log-lines';

const KIB = 1024;
const MAX_CHARS = 128 * KIB;
const numbered = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]));

describe('a line', () => {
  it('has 120 own fields and counts the others', () => {
    expect(Object.keys(ownFields(numbered(120)))).toHaveLength(120);
    const fields = ownFields({ ...numbered(119), last: 1, lost: 2, list: [1, 2, 3] });
    expect(fields['last']).toBe('1');
    expect(fields).not.toHaveProperty('lost');
    expect(fields['fields_left_out']).toBe('2'); // what is not opened counts as one
    expect(Object.keys(fields)).toHaveLength(121);
  });

  it('cuts a value of more than 128 Ki characters and says so', () => {
    const { a, b } = ownFields({ a: 'x'.repeat(MAX_CHARS), b: 'y'.repeat(MAX_CHARS + 5) });
    expect(a).toHaveLength(MAX_CHARS);
    expect(b).toBe(`${'y'.repeat(MAX_CHARS)}…[5 characters cut]`);
  });

  it.each(['x', '€', '👍', '\u0001', '"', '\uD800', '\t\\'])(
    'stays below 512 KiB, of whatever it is full: %j',
    (unit) => {
      const large = unit.repeat(2 * MAX_CHARS);
      for (const format of LOG_FORMATS) {
        const { lines, records } = writtenBy(format, (logger) =>
          logger.info({ a: large, b: large, c: large, d: 'small', nested: { list: [large, large] } }, large),
        );
        expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(512 * KIB);
        expect(records[0]).toMatchObject({ d: 'small', seq: '1' });
        expect(records[0]?.['msg']).toContain('characters cut]');
        expect(Number(records[0]?.['fields_left_out'])).toBeGreaterThan(0);
      }
    },
  );

  it('looks at no more than it could ever show', () => {
    const wide = Array.from({ length: 1_000_000 }, () => undefined);
    const bomb = (depth: number): unknown => (depth === 0 ? undefined : Array(150).fill(bomb(depth - 1)));
    const before = process.cpuUsage();
    const set = new Set(wide.keys());
    expect(ownFields({ n: 1, wide, sparse: new Array(4e9), set })).toMatchObject({ n: '1', 'set.0': '0' });
    expect(ownFields({ bomb: bomb(5), n: 1 })).toMatchObject({ n: '1' });
    expect(ownFields({ deep: { a: { b: { c: { d: bomb(5) } } } }, n: 1 })['deep.a.b.c.d']).toContain(
      '[left out]',
    );
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5); // seconds; all of it would take minutes
  });

  it('survives what is nested without end', () => {
    const endless = { toJSON: () => ({ more: endless }) };
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
    const fields = ownFields({ endless, deep, n: 1 });
    expect(fields['n']).toBe('1');
    expect(fields['deep.deep.deep.deep.deep']).toContain('[too deep]');
  });
});
