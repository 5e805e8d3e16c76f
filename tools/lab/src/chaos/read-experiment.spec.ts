import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allExperiments, experimentNames, findExperiment } from './find-experiments.ts';
import { readExperiment } from './read-experiment.ts';

const ROOT = resolve(__dirname, '../../../..');
const SHIPPED = readFileSync(`${ROOT}/chaos/postgres-frozen.yaml`, 'utf8');
const read = (text: string) => readExperiment(text, { root: ROOT, path: 'chaos/x.yaml', name: 'x' });

describe('an experiment', () => {
  it('is read from its file', async () => {
    const experiment = await findExperiment(ROOT, 'postgres-frozen');
    expect(experiment).toMatchObject({
      name: 'postgres-frozen',
      loads: [{ scenario: { name: 'steady' }, rate: 20, durationMs: 70_000, retryForMs: 90_000 }],
      steps: [
        { kind: 'wait', ms: 8000 },
        { kind: 'fault', action: { services: ['postgres'], forMs: 30_000 } },
      ],
      rollbacks: [],
      hypothesis: {
        verdict: 'held',
        objectives: { 'placing-orders-availability': { recoversWithinMs: 15_000 } },
        alerts: ['ErrorBudgetBurn placing-orders-availability'],
        keepsLogLines: true,
        needs: ['prometheus'],
      },
    });
    expect(experiment.steadyState.probes.map(({ words, tolerance }) => [words[0], tolerance])).toEqual([
      ['load', 0],
      ['audit', 0],
    ]);
  });

  it('may be JSON', async () => {
    const { parse } = await import('yaml');
    expect((await read(JSON.stringify(parse(SHIPPED)))).title).toMatch(/^A database that hangs/);
  });

  it.each<[string, string | RegExp, string, string]>([
    ['another provider', 'type: process, path: ./lab', 'type: http, path: ./lab', 'only process providers'],
    ['another program', 'path: ./lab', 'path: /bin/rm', 'only ./lab is run'],
    ['arguments for a shell', '[pause, postgres, --for, 30s]', '"pause postgres; reboot"', 'method.1'],
    ['an option that the command does not have', '--for, 30s', '--fro, 30s', "unknown option '--fro'"],
    ['a command that is no fault', '[pause, postgres, --for, 30s]', '[down]', 'down is not a fault'],
    ['a pause without an end', '[pause, postgres, --for, 30s]', '[pause, postgres]', 'pause needs --for'],
    ['a load in the foreground', 'background: true', 'background: false', 'must have "background: true"'],
    ['a load that is too short', '--duration, 70s', '--duration, 40s', 'make it at least 43 s'],
    ['no load', / {2}- name: orders come in[^]*?(?= {2}- name: freeze)/, '', 'without a load'],
    ['no fault', / {2}- name: freeze[^]*?(?=extensions)/, '', 'no activity is a fault'],
    ['a probe that does not exist', 'arguments: [audit]', 'arguments: [audits]', 'lab has no command audits'],
    ['a tolerance that only others know', 'tolerance: 0', 'tolerance: { type: regex }', 'x.yaml:14: '],
    ['an objective that no client sees', 'settling-latency:', 'trace-freshness:', 'trace-freshness'],
    [
      'a limit without a unit',
      'recoversWithin: 20s',
      'recoversWithin: 20',
      'must be kept, or a time with its unit',
    ],
    ['a limit in words', 'recoversWithin: 20s', 'recoversWithin: soon', 'x.yaml:38: '],
    ['a field that nobody reads', 'verdict: held', 'verdict: held\n    verdit: held', 'verdit'],
    ['no extension of ours', 'name: sre-lab', 'name: other', 'sre-lab'],
    ['what is no YAML', 'tags: [', 'tags: [[', 'x.yaml: '],
  ])('is refused, with the place, where it has %s', async (_what, from, to, reason) => {
    const changed = SHIPPED.replace(from, to);
    expect(changed).not.toBe(SHIPPED);
    await expect(read(changed)).rejects.toThrow(reason);
    await expect(read(changed)).rejects.toThrow('chaos/x.yaml');
  });

  it('may be named by the path of its file', async () => {
    const { name, loads } = await findExperiment(ROOT, `${ROOT}/test/whole/chaos/short.yaml`);
    expect([name, loads.length]).toEqual(['short', 1]);
    await expect(findExperiment(ROOT, './none.yaml')).rejects.toThrow('cannot read ./none.yaml: ENOENT');
  });

  it('that does not exist is refused with those that do', async () => {
    await expect(findExperiment(ROOT, 'nonsense')).rejects.toThrow(
      /^unknown experiment nonsense; available: .*orders-killed/,
    );
  });
});

describe('the experiments of the repository', () => {
  it('can all be carried out', async () => {
    const experiments = await allExperiments(ROOT);
    expect(experiments.map(({ name }) => name)).toEqual(experimentNames(ROOT));
    expect(experiments.length).toBeGreaterThanOrEqual(12);
  });

  it('say what they teach, and name at least one objective', async () => {
    for (const { name, description, hypothesis } of await allExperiments(ROOT)) {
      expect([name, description]).toEqual([name, expect.stringContaining('It teaches')]);
      expect([name, Object.keys(hypothesis.objectives).length > 0]).toEqual([name, true]);
    }
  });

  it('break each part of an order’s way', async () => {
    const steps = (await allExperiments(ROOT)).flatMap((experiment) => experiment.steps);
    const broken = steps.flatMap((step) => (step.kind === 'fault' ? step.action.services : []));
    for (const service of ['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq'])
      expect(broken).toContain(service);
  });
});
