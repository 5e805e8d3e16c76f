import { PassThrough } from 'node:stream';
import type { LabContext } from '../../context.ts';
import { Service } from '../../model/schema.ts';
import { toServiceModel } from '../../model/service.ts';
import type { ServiceModel } from '../../model/model.ts';
import type { ensurePrograms, MissingProgram } from '../../programs/index.ts';
import { findPrograms, type FoundPrograms } from './find-programs.ts';

const context: LabContext = {
  root: '/repo',
  stateDir: '/repo/.lab',
  envFile: '/repo/.env',
  env: {},
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  isTty: false,
  json: false,
  signal: new AbortController().signal,
};
const origin = { file: 'compose.yaml', directory: '/repo', env: {} };
const service = (name: string, native: object | undefined): ServiceModel =>
  toServiceModel(name, Service.parse({ image: 'x', ...(native && { 'x-native': native }) }), {
    origin,
    uninterpolated: undefined,
  });

const agent = service('agent', { program: 'k6', fallback: { program: 'jaeger' } });
const asked: string[][] = [];
/** A machine on which these programs can be had and the others not. */
const machineWith =
  (...there: string[]): typeof ensurePrograms =>
  (names) => {
    asked.push([...names]);
    const found = names.filter((name) => there.includes(name));
    return Promise.resolve({
      found: found.map((name) => ({ name, path: `/bin/${name}`, version: undefined, from: 'path' as const })),
      missing: names.filter((name) => !found.includes(name)).map(missing),
    });
  };
const missing = (name: MissingProgram['name']): MissingProgram => ({
  name,
  reason: 'nobody has it',
  without: `no ${name}`,
  remedy: 'build it',
});
const find = (
  services: ServiceModel[],
  ensure: typeof ensurePrograms,
  ...fallbacks: string[]
): Promise<FoundPrograms> =>
  findPrograms(services, context, { asked: new Set(fallbacks), progress: () => undefined, ensure });

beforeEach(() => (asked.length = 0));

describe('findPrograms', () => {
  it('finds each program once, and Node without looking', async () => {
    const services = [
      service('a', { program: 'k6' }),
      service('b', { program: 'k6' }),
      service('c', { program: 'node' }),
    ];
    const { paths, missing: lacking } = await find(services, machineWith('k6'));
    expect(asked).toEqual([['k6']]);
    expect([paths.get('k6'), paths.get('node'), lacking]).toEqual(['/bin/k6', process.execPath, []]);
  });

  it('says why a service cannot run, and what the lab is like without it', async () => {
    const services = [
      service('a', { program: 'k6' }),
      service('b', { program: 'unheard-of' }),
      service('c', undefined),
      { ...service('d', undefined), containerOnly: { why: 'see lab dash' } },
    ];
    expect((await find(services, machineWith())).missing).toEqual([
      { name: 'a', reason: 'k6: nobody has it (build it); no k6' },
      { name: 'b', reason: 'unheard-of: the lab has no source for it' },
      { name: 'c', reason: 'runs in a container only: it has no x-native key' },
      { name: 'd', reason: 'runs in a container only: see lab dash' },
    ]);
  });

  it('runs a fallback where a service’s own program is not available, and says why', async () => {
    const found = await find([agent], machineWith('jaeger'));
    expect(found.fallbacks).toEqual([
      {
        service: 'agent',
        program: 'jaeger',
        inPlaceOf: 'k6',
        why: 'which is not available: nobody has it (build it)',
      },
    ]);
    expect([found.missing, found.paths.get('jaeger')]).toEqual([[], '/bin/jaeger']);
  });

  it('does not look for a fallback’s program where the fallback is not needed', async () => {
    expect((await find([agent], machineWith('k6', 'jaeger'))).fallbacks).toEqual([]);
    expect(asked).toEqual([['k6']]);
  });

  it('leaves the service out where neither can be had', async () => {
    const { fallbacks, missing: lacking } = await find([agent], machineWith());
    expect(fallbacks).toEqual([]);
    expect(lacking).toEqual([
      { name: 'agent', reason: 'k6: nobody has it (build it); nor jaeger: nobody has it (build it)' },
    ]);
  });

  it('runs a fallback that was asked for without looking for the service’s own program', async () => {
    const { fallbacks } = await find([agent], machineWith('k6', 'jaeger'), 'agent');
    expect(fallbacks).toMatchObject([{ program: 'jaeger', why: 'because LAB_FALLBACK names it' }]);
    expect(asked).toEqual([['jaeger']]);
  });

  it('leaves out a service whose requested fallback is not available', async () => {
    expect((await find([agent], machineWith('k6'), 'agent')).missing).toEqual([
      { name: 'agent', reason: 'jaeger: nobody has it (build it); no jaeger' },
    ]);
  });
});
