import { FAULT_NAMES } from '@lab/contracts';
import { activeAt, faultNamed, NO_FLAGS, readFlags, strengthNamed, writeFlags } from './flag-file.ts';

const UNTIL = new Date('2026-11-28T12:00:00.000Z');
const CHOSEN = [
  { name: 'missing-index', strength: 'high', seed: 7 },
  { name: 'n-plus-one', strength: 'low', seed: 1 },
] as const;

describe('the flag file', () => {
  it("is in flagd's format, with the strengths as variants", () => {
    expect(JSON.parse(writeFlags({ chosen: [CHOSEN[0]], until: UNTIL }))).toEqual({
      $schema: 'https://flagd.dev/schema/v0/flags.json',
      flags: {
        'missing-index': {
          state: 'ENABLED',
          variants: { off: 0, low: 60, medium: 200, high: 600 },
          defaultVariant: 'high',
          metadata: { seed: 7 },
        },
      },
      metadata: { until: UNTIL.toISOString() },
    });
  });

  it('reads as it was written', () => {
    const flags = { chosen: CHOSEN, until: UNTIL };
    expect(readFlags(writeFlags(flags))).toEqual(flags);
    expect(readFlags(writeFlags(NO_FLAGS))).toEqual(NO_FLAGS);
    expect(readFlags('')).toEqual(NO_FLAGS);
  });

  it.each([
    ['no JSON', '{'],
    ['an unknown flag', writeFlags({ chosen: [CHOSEN[0]] }).replace('missing-index', 'missing-indx')],
    ['an unknown variant', writeFlags({ chosen: [CHOSEN[0]] }).replace('"high",', '"huge",')],
  ])('that somebody else wrote is refused, and the way out named: %s', (_what, text) => {
    expect(() => readFlags(text)).toThrow('`lab fault off` replaces it');
  });

  it('has nothing on once its time is over', () => {
    const flags = { chosen: CHOSEN, until: UNTIL };
    expect(activeAt(flags, new Date(UNTIL.getTime() - 1))).toEqual(CHOSEN);
    expect(activeAt(flags, UNTIL)).toEqual([]);
  });
});

describe('what was typed', () => {
  it('names a fault and a strength', () => {
    expect([faultNamed('early-ack'), strengthNamed('low')]).toEqual(['early-ack', 'low']);
  });

  it('or is refused with what there is', () => {
    expect(() => faultNamed('missing-indx')).toThrow(
      `unknown fault "missing-indx"; available: ${FAULT_NAMES.join(', ')}`,
    );
    expect(() => strengthNamed('huge')).toThrow('unknown strength "huge"; available: low, medium, high');
  });
});
