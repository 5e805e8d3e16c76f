import { resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { planSuites } from './plan.ts';
import { PARTS, type Part } from './suite.ts';

const ROOT = resolve(__dirname, '../../../../..');

const planned = async (match?: string, parts: readonly Part[] = PARTS, all = false): Promise<string[]> => {
  const suites = await planSuites(ROOT, { parts, match, engine: 'native', all });
  return [...suites.values()].flat().map(({ part, name }) => `${part} ${name}`);
};

describe('what `lab test` runs', () => {
  it('is something of every part, unless said otherwise', async () => {
    expect(await planned()).toEqual(
      expect.arrayContaining(['static lint', 'unit contracts', 'int orders', 'whole tour']),
    );
    expect(await planned(undefined, ['whole'])).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(static|unit|int) /)]),
    );
  });

  it('is what has the text in its path, and nothing else, with --match', async () => {
    expect(await planned('verbs/test/plan.spec')).toEqual(['unit lab']);
    expect(await planned('tour')).toEqual(['whole tour']);
  });

  it('is, of integration specs, those that may run beside each other, then one at a time, then alone', async () => {
    const suites = (await planned(undefined, ['int'])).filter((name) => name.startsWith('int orders'));
    expect(suites).toEqual(['int orders', 'int orders-serial', 'int orders-alone']);
    expect(await planned('migrate.alone')).toEqual(['int orders-alone']);
    expect(await planned('identity.serial')).toEqual(['int orders-serial']);
    expect(await planned('outbox.relay.int')).toEqual(['int orders']);
    expect(await planned('rules.pure')).toEqual(['int objectives-pure']);
  });

  it('leaves the machine to those that must be alone, and to no others', async () => {
    const suites = await planSuites(ROOT, { parts: ['int'], match: undefined, engine: 'native', all: false });
    const int = suites.get('int') ?? [];
    expect(int.filter(({ alone }) => alone).map(({ name }) => name)).toEqual(
      int.map(({ name }) => name).filter((name) => name.endsWith('-alone')),
    );
  });

  it('is, of whole-lab specs, first what needs a lab that nobody has used', async () => {
    const [first] = await planned(undefined, ['whole']);
    expect(first).toBe('whole fault-timeline.fresh');
  });

  it('leaves the whole lab to those that need it: the others have a small one, beside it', async () => {
    const order = { parts: ['whole'], match: undefined, engine: 'native', all: true } as const;
    const whole = (await planSuites(ROOT, order)).get('whole') ?? [];
    const beside = whole.filter((suite) => suite.beside).map(({ name }) => name);
    expect(beside).toEqual(whole.map(({ name }) => name).filter((name) => name.endsWith('.beside')));
    expect(beside).toContain('audit.beside');
  });

  it('is what is slow as well with --all, and only then', async () => {
    expect(await planned(undefined, ['whole'])).not.toContain('whole pair-kills.slow');
    expect(await planned(undefined, ['whole'], true)).toContain('whole pair-kills.slow');
  });

  it.each([
    ['nosuch', PARTS],
    ['tour', ['unit'] as const],
  ])('is never nothing: --match %s is refused where no spec file fits', async (match, parts) => {
    const refused = planSuites(ROOT, { parts, match, engine: 'native', all: false });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`has "${match}" in its path`);
  });
});
