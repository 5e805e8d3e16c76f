import { InvalidInput } from '@lab/contracts';
import { z } from 'zod';
import { ZodPipe } from './zod.pipe';

const errorsOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors.map(({ field }) => field);
  }
  throw new Error('expected InvalidInput');
};

describe('ZodPipe', () => {
  const pipe = new ZodPipe(
    z.strictObject({
      limit: z.coerce.number().max(5).default(1),
      deep: z.object({ list: z.array(z.string()) }).optional(),
    }),
  );

  it('returns what the schema makes of the value', () => {
    expect(pipe.transform({ limit: '3' }, { type: 'query' })).toEqual({ limit: 3 });
    expect(pipe.transform({}, { type: 'query' })).toEqual({ limit: 1 });
  });

  it('gives the path of each offending field', () => {
    expect(
      errorsOf(() => pipe.transform({ limit: 9, deep: { list: ['a', 1] }, more: 1 }, { type: 'query' })),
    ).toEqual(['limit', 'deep.list[1]', 'more']);
  });

  it('names the input itself where it is wrong as a whole', () => {
    expect(errorsOf(() => pipe.transform([], { type: 'body' }))).toEqual(['body']);
    expect(errorsOf(() => new ZodPipe(z.uuid()).transform('x', { type: 'param', data: 'id' }))).toEqual([
      'id',
    ]);
  });
});
