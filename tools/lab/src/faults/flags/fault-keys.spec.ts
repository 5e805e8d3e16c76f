import { FAULT_NAMES, METRICS } from '@lab/contracts';
import { FAULT_KEYS } from './fault-keys.ts';

const OWN_METRIC = /\blab_\w+/g;
const LOG_METRIC = 'lab_log_lines_total';

describe.each(FAULT_NAMES)('the key of %s', (name) => {
  const { amounts, sign, what, cause } = FAULT_KEYS[name];

  it('has three strengths, none of them 0, which is off, each further from the first than the one before', () => {
    const { low, medium, high } = amounts;
    expect([low, medium, high].every((amount) => Number.isInteger(amount) && amount > 0)).toBe(true);
    expect(Math.sign(medium - low)).toBe(Math.sign(high - medium));
    expect(medium).not.toBe(low);
  });

  it('says in words what it is', () => {
    expect(what).toMatch(/^\S.*\.$/);
    expect(cause).not.toBe('');
  });

  it('asks for more than what a lab without a fault shows', () => {
    expect(sign.by).toBeGreaterThan(0);
    if (sign.moves === 'up') expect(sign.times).toBeGreaterThanOrEqual(1);
    else expect(sign.times).toBeLessThan(1);
  });

  it('reads metrics that exist, over the window', () => {
    if (sign.measure.of !== 'metric') return;
    const { expression } = sign.measure;
    expect(expression).toContain('[$window');
    const known: readonly string[] = [...Object.values(METRICS), LOG_METRIC];
    for (const metric of expression.match(OWN_METRIC) ?? []) expect(known).toContain(metric);
  });
});
