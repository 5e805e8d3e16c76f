import { FAULT_NAMES } from '@lab/contracts';
import { planOn, planVerify } from './plan.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const LATER = new Date('2026-11-28T13:00:00.000Z');
const HOUR = { now: NOW, forMs: 3_600_000 };
const INDEX = { name: 'missing-index', strength: 'low', seed: 1 } as const;
const LEAK = { name: 'memory-leak', strength: 'high', seed: 2 } as const;

describe('turning a fault on', () => {
  it('leaves on what was on', () => {
    expect(planOn({ chosen: [INDEX], until: LATER }, LEAK, HOUR)).toEqual({
      chosen: [INDEX, LEAK],
      until: LATER,
    });
  });

  it('replaces the same fault of another strength', () => {
    const high = { ...INDEX, strength: 'high' } as const;
    expect(planOn({ chosen: [INDEX], until: LATER }, high, HOUR).chosen).toEqual([high]);
  });

  it('does not turn on again what has ended by itself', () => {
    expect(planOn({ chosen: [INDEX], until: NOW }, LEAK, HOUR).chosen).toEqual([LEAK]);
  });
});

describe('what is verified', () => {
  const options = { strength: 'medium', seed: 3 } as const;

  it('is every fault, or those named, each once', () => {
    expect(planVerify([], options).map(({ name }) => name)).toEqual(FAULT_NAMES);
    expect(planVerify(['early-ack', 'early-ack'], options)).toEqual([{ name: 'early-ack', ...options }]);
  });

  it('is refused where one does not exist', () => {
    expect(() => planVerify(['early-ack', 'late-ack'], options)).toThrow('unknown fault "late-ack"');
  });
});
