import { evaluateFlags } from './flag-evaluation';

const flag = (change: object = {}) => ({
  state: 'ENABLED',
  variants: { off: 0, low: 2, high: 20 },
  defaultVariant: 'high',
  ...change,
});
const file = (flags: object, metadata?: object) => JSON.stringify({ flags, metadata });

describe('a flag file', () => {
  it('says which faults are on, how strong and with which seed', async () => {
    const { wanted, until } = await evaluateFlags(
      file({
        'missing-index': flag({ metadata: { seed: 7 } }),
        'n-plus-one': flag({ defaultVariant: 'low' }),
      }),
    );
    expect([...wanted]).toEqual([
      ['missing-index', { amount: 20, seed: 7 }],
      ['n-plus-one', { amount: 2, seed: 1 }],
    ]);
    expect(until).toBeUndefined();
  });

  it('evaluates targeting rules', async () => {
    const targeting = { if: [true, 'low', 'high'] };
    const { wanted } = await evaluateFlags(file({ 'missing-index': flag({ targeting }) }));
    expect(wanted.get('missing-index')?.amount).toBe(2);
  });

  it('says until when', async () => {
    const { until } = await evaluateFlags(file({}, { until: '2026-11-28T12:00:00.000Z' }));
    expect(until).toBe(Date.UTC(2026, 10, 28, 12));
  });

  it.each([
    ['whose default is off', { defaultVariant: 'off' }],
    ['that is disabled', { state: 'DISABLED' }],
  ])('leaves a flag off %s', async (_what, change) => {
    expect((await evaluateFlags(file({ 'missing-index': flag(change) }))).wanted.size).toBe(0);
  });

  it.each([
    ['no JSON', '{', 'invalid flagd flag configuration'],
    [
      'an unknown flag',
      file({ 'missing-indx': flag() }),
      'unknown flag "missing-indx"; known: missing-index,',
    ],
    [
      'a default that is no variant',
      file({ 'missing-index': flag({ defaultVariant: 'huge' }) }),
      'invalid flagd flag configuration',
    ],
    [
      'a variant that is no number',
      file({ 'missing-index': flag({ variants: { high: 'yes' } }) }),
      'Expected number, got string',
    ],
  ])('is refused: %s', async (_what, text, message) => {
    await expect(evaluateFlags(text)).rejects.toThrow(message);
  });
});
