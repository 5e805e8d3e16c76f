import { EnvironmentError } from '../errors.ts';
import { planLoad } from '../k6/load-plan.ts';
import { actionOf } from '../faults/calls.ts';
import type { Experiment } from './experiment.ts';
import { runExperiment } from './run-experiment.ts';
import { type Behaviour, FakeLab } from './testing/fake-stage.ts';

const LOAD = planLoad('steady', { duration: 40_000, seed: 1, retryFor: 0, audit: false });
const EXPERIMENT: Experiment = {
  ...{ name: 'orders-killed', title: '', description: '', tags: [] },
  steadyState: { title: '', probes: [{ name: 'audit', words: ['audit'], tolerance: 0, timeoutMs: 1000 }] },
  loads: [LOAD],
  steps: [
    { kind: 'wait', ms: 8_000 },
    { kind: 'fault', name: 'kill', action: actionOf({ verb: 'kill', args: ['orders'], options: {} }) },
    { kind: 'wait', ms: 5_000 },
  ],
  rollbacks: [{ name: 'rollback', words: ['resume'], tolerance: 0, timeoutMs: 1000 }],
  hypothesis: {
    verdict: 'held',
    objectives: { 'placing-orders-availability': { recoversWithinMs: 5_000 } },
    ...{ alerts: [], keepsLogLines: true, needs: [] },
  },
};

const play = async (how: Partial<Behaviour> = {}, experiment = EXPERIMENT) => {
  const lab = new FakeLab(how);
  const running = lab.clock.passUntil(runExperiment(experiment, lab.stage));
  const [outcome, failure] = await running.then(
    (ended) => [ended, undefined] as const,
    (error: unknown) => [undefined, (error as Error).message] as const,
  );
  const open = outcome?.findings.filter((finding) => finding.outcome !== 'held').map(({ claim }) => claim);
  return { outcome, failure, open, done: lab.done, lab };
};

const CONTROL = ['probe audit', 'load control', 'load stopped'];
const WHOLE = [
  ...[...CONTROL, 'log audit', 'load fault', 'kill orders', 'load stopped', 'probe rollback'],
  ...['audit with ids', 'probe audit', 'log audit'],
];

describe('an experiment', () => {
  it('has a steady state, a control run, the fault, and a verdict, in this order', async () => {
    const { outcome, done, lab } = await play();
    expect(outcome?.verdict).toBe('held');
    expect(done).toEqual(WHOLE);
    expect(lab.reported).toEqual([
      'lab chaos orders-killed: orders crashed',
      'lab chaos orders-killed: no longer orders crashed',
    ]);
  });

  it('sees both runs as clients did, of equal length', async () => {
    const { outcome } = await play();
    const { control, evidence } = outcome ?? {};
    expect((control?.to ?? 0) - (control?.from ?? 0)).toBe(40_000);
    expect((evidence?.run.to ?? 0) - (evidence?.run.from ?? 0)).toBe(40_000);
    expect([control?.failed, evidence?.run.failed]).toEqual([0, 39]);
    expect(evidence?.run.objectives[0]).toMatchObject({ bad: 39, recoverSeconds: 4 });
    expect(evidence?.faults[0]?.from).toBe((evidence?.run.from ?? 0) + 8_000);
  });

  it.each<[string, Partial<Behaviour>, string]>([
    ['clients recover too late', { downMs: 7_000 }, 'placing-orders-availability is met again within 5 s'],
    ['an accepted order is lost', { lostOrders: 1 }, 'no accepted order is lost or duplicated'],
    ['the steady state does not come back', { failingProbe: 2 }, 'steady state afterwards: audit'],
    ['more log lines are lost than before', { logLinesLost: [3, 4] }, 'no log line is lost'],
  ])('is refuted where %s', async (_what, how, claim) => {
    const { outcome, open, done } = await play(how);
    expect([outcome?.verdict, open]).toEqual(['refuted', [claim]]);
    expect(done).toEqual(WHOLE);
  });

  it('is not judged, and breaks nothing, where the control run is not clean', async () => {
    const { outcome, done } = await play({ controlStatus: 503 });
    expect(outcome).toMatchObject({ verdict: 'not judged', findings: [{}, {}] });
    expect(outcome?.evidence).toBeUndefined();
    expect(done).toEqual(CONTROL);
  });
});

describe('an experiment that cannot be judged', () => {
  const FAULT = [...CONTROL, 'log audit', 'load fault'];
  const UNDONE = ['load stopped', 'probe rollback'];

  it.each<[string, Partial<Behaviour>, RegExp, readonly string[]]>([
    [
      'a service is away',
      { notReady: 'redis' },
      /^orders-killed needs .* redis \(running\)\. Run lab up$/,
      [],
    ],
    [
      'there is no steady state',
      { failingProbe: 0 },
      /^no steady state .* nothing was broken\nwhy$/,
      ['probe audit'],
    ],
    ['the load fails', { loadFails: new Error('k6 exited with 255') }, /^k6 exited with 255$/, CONTROL],
    ['the user interrupts the control run', { interrupted: 1000 }, /^interrupted$/, CONTROL],
  ])('says why, and leaves nothing running: %s', async (_what, how, failure, done) => {
    const played = await play(how);
    expect(played.failure).toMatch(failure);
    expect(played.done).toEqual(done);
    expect(played.lab.clock.sleepers).toBe(0);
  });

  const impossible = (): Experiment => ({
    ...EXPERIMENT,
    steps: fading(1).steps.map((step) => {
      if (step.kind === 'wait') return step;
      const check = () => Promise.reject(new EnvironmentError('no Toxiproxy here'));
      return { ...step, action: { ...step.action, check } };
    }),
  });

  /** A fault that is in effect when asked for the first `times`. */
  const fading = (times: number, begin: () => Promise<void> = () => Promise.resolve()): Experiment => {
    let asked = 0;
    const fault = () => ({
      ...{ what: 'orders slow', begin, end: () => Promise.resolve() },
      isActive: () => Promise.resolve(asked++ < times),
    });
    const action = {
      ...{ services: ['orders'], forMs: 3000, engines: ['native' as const], activeWithinMs: 15_000 },
      fault,
    };
    return { ...EXPERIMENT, steps: [{ kind: 'fault', name: 'slow', action }] };
  };

  it('does not begin where the lab cannot do a fault of it', async () => {
    const { failure, done } = await play({}, impossible());
    expect(failure).toBe('no Toxiproxy here');
    expect(done).toEqual([]);
  });

  it.each([
    ['cannot begin', fading(0, () => Promise.reject(new Error('orders is absent'))), 'orders is absent'],
    ['ended too early', fading(1), 'orders slow: no longer in effect after 3 s'],
  ])('says that the fault %s, and rolls back', async (_what, experiment, reason) => {
    const { failure, done } = await play({}, experiment);
    expect(failure).toBe(reason);
    expect(done).toEqual([...FAULT, ...UNDONE]);
  });

  it('judges a fault that lasts', async () => {
    const { outcome } = await play({}, fading(Infinity));
    const spans = outcome?.evidence?.faults.map(({ from, to }) => to - from);
    expect(spans).toEqual([3000]);
  });

  it('is refused where the engine cannot do it, before anything starts', async () => {
    const steps = EXPERIMENT.steps.map((step) =>
      step.kind === 'wait' ? step : { ...step, action: { ...step.action, engines: ['compose' as const] } },
    );
    const { failure, done } = await play({}, { ...EXPERIMENT, steps });
    expect(failure).toBe('orders-killed: kill is not supported on the native engine');
    expect(done).toEqual([]);
  });
});
