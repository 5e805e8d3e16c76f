import { programNamed } from '../../programs/catalogue.ts';
import { planProvision } from '../../programs/provision-plan.ts';
import { describe as tell, diagnose, type Facts } from './diagnosis.ts';

const GIB = 1024 ** 3;
const absent = (name: Parameters<typeof programNamed>[0]) => ({
  program: programNamed(name),
  finding: { kind: 'absent' as const },
});
const nothingToDo = planProvision([], { apt: 'usable', go: 'there' });

const facts = (overrides: Partial<Facts> = {}): Facts => ({
  engine: 'native',
  isAskedFor: false,
  isRunning: false,
  processors: 2,
  memoryBytes: 8 * GIB,
  diskBytes: 20 * GIB,
  portProblem: undefined,
  programs: { found: [], plan: nothingToDo },
  isVital: ({ name }) => programNamed(name).isVital,
  fallbacks: [],
  ...overrides,
});

describe('diagnose', () => {
  it('is content with a machine that has all', () => {
    expect(diagnose(facts())).toEqual({ ok: true, problems: [], gaps: [], firstSteps: [], minutes: 0 });
  });

  it('says what `up` would do first and how long it takes', () => {
    const plan = planProvision([absent('redis-server'), absent('k6')], { apt: 'usable', go: 'fetch' });
    expect(diagnose(facts({ programs: { found: [], plan } }))).toMatchObject({
      ok: true,
      minutes: 4,
      firstSteps: [
        'install redis-server with apt-get, without starting their services',
        'download the Go toolchain from PyPI',
        'build k6 from its Go module (about 3 min)',
      ],
    });
  });

  it('tells a program that the lab can do without from one that it cannot', () => {
    const plan = planProvision([absent('redis-server'), absent('prometheus')], {
      apt: { reason: 'no root' },
      go: 'there',
    });
    const { ok, problems, gaps } = diagnose(facts({ programs: { found: [], plan } }));
    expect(ok).toBe(false);
    expect(problems).toEqual([expect.stringContaining('redis-server is not available: no root')]);
    expect(gaps).toEqual([expect.stringContaining('prometheus is not available: no root')]);
  });

  it('leaves out no service whose fallback runs, and says which one runs and why', () => {
    const plan = planProvision([absent('prometheus')], { apt: { reason: 'no root' }, go: 'there' });
    const fallback = { service: 'metrics', program: 'other', inPlaceOf: 'prometheus', why: 'which is away' };
    const found = facts({ programs: { found: [], plan }, fallbacks: [fallback] });
    expect(diagnose(found)).toMatchObject({ ok: true, gaps: [] });
    expect(tell(diagnose(found), found)).toContain(
      'fallback   metrics: other replaces prometheus, which is away',
    );
  });

  it.each<[string, Partial<Facts>, string]>([
    ['too little memory', { memoryBytes: GIB }, '1.0 GiB of memory available; the lab needs 2.0 GiB'],
    ['too little disk', { diskBytes: GIB / 2 }, '512 MiB of disk free; the lab needs 1.0 GiB'],
    [
      'a taken port',
      { portProblem: 'port 5432 (postgres) is already in use by process 7: postgres' },
      'port 5432',
    ],
  ])('finds %s', (_, overrides, problem) => {
    expect(diagnose(facts(overrides))).toMatchObject({
      ok: false,
      problems: [expect.stringContaining(problem)],
    });
  });

  it('does not hold its own memory against a lab that runs', () => {
    expect(diagnose(facts({ isRunning: true, memoryBytes: GIB })).ok).toBe(true);
  });
});

describe('the report', () => {
  it('ends with the verdict', () => {
    const of = (overrides: Partial<Facts>): string | undefined =>
      tell(diagnose(facts(overrides)), facts(overrides)).at(-1);
    expect(of({})).toBe('ready: nothing to install');
    expect(of({ memoryBytes: 0 })).toBe('not ready: `./lab up` would fail');
  });
});
