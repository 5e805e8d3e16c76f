import { defineMessage, envelop } from '@lab/contracts';
import { z } from 'zod';
import { type Route, decode } from './decode';

const handler = { handle: () => Promise.resolve() };
const route = (version: number): Route => ({
  handler,
  contract: defineMessage({ name: 'tests.thing-tested', version, body: z.object({ n: z.number() }) }),
});
const ROUTES = [route(1), route(3)];
const good = envelop(route(3).contract, { n: 7 });
const decoded = (value: unknown, maxBytes = 1000) =>
  decode(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), ROUTES, maxBytes);

describe('decode', () => {
  it('gives the envelope and the handler of its name and version', () => {
    expect(decoded(good)).toEqual({ envelope: good, route: ROUTES[1] });
  });

  it('drops fields that this version does not know: additions are allowed', () => {
    expect(decoded({ ...good, body: { n: 7, added: true }, added: 1 })).toEqual({
      envelope: good,
      route: ROUTES[1],
    });
  });

  it.each([
    ['too_large', 'x'.repeat(1001), '1001 bytes'],
    ['undecodable', '{"id":', 'SyntaxError'],
    ['not_an_envelope', [], 'expected object'],
    ['not_an_envelope', { ...good, id: 'x' }, 'id'],
    ['not_an_envelope', { ...good, time: 'yesterday' }, 'time'],
    ['unknown_message', { ...good, name: 'tests.thing-unknown' }, 'tests.thing-unknown'],
    ['wrong_version', { ...good, version: 2 }, 'handled: 1, 3'],
    ['invalid_body', { ...good, body: { n: 'seven' } }, 'n'],
  ])('says %s', (unreadable, value, detail) => {
    expect(decoded(value)).toMatchObject({ unreadable, detail: expect.stringContaining(detail) });
  });

  it('quotes nothing of the message, and stays short, whatever is wrong with it', () => {
    const strict: Route = {
      handler,
      contract: defineMessage({
        name: 'tests.strict-tested',
        version: 1,
        body: z.strictObject({ ns: z.array(z.number()) }),
      }),
    };
    const body = { ns: Array.from({ length: 1_000 }, () => 'hunter2'), hunter2: 1 };
    const values = [
      JSON.stringify({ ...good, name: 'tests.strict-tested', version: 1, body }),
      'hunter2',
      `{"id":"hunter2`,
      JSON.stringify({ ...good, name: `tests.${'long-'.repeat(1_000)}name` }),
    ];
    for (const value of values) {
      const result = decode(Buffer.from(value), [strict], 100_000);
      expect(result).toHaveProperty('detail', expect.not.stringContaining('hunter2'));
      expect(JSON.stringify(result).length).toBeLessThan(600);
    }
  });

  it('does not replace bytes that are no UTF-8', () => {
    expect(decode(Buffer.from([0x22, 0xff, 0x22]), ROUTES, 1000)).toMatchObject({
      unreadable: 'undecodable',
    });
  });

  it('names a message only when it is one of ours, for the metrics’ labels', () => {
    expect(decoded({ ...good, version: 2 })).toHaveProperty('name', good.name);
    expect(decoded({ ...good, name: 'tests.thing-unknown' })).not.toHaveProperty('name');
  });
});
