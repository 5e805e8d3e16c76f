import { isModel, modelOf } from '@lab/analysis/capacity';
import { answersOf, type Measured } from './answers.ts';
import { step, usage } from './testing/steps.ts';

const prices = { currency: 'EUR', cpuHour: 0.04, memoryGbHour: 0.005, storageGbMonth: 0.1 };
const measured = (changes: Partial<Measured> = {}): Measured => ({
  steps: [step(1, 100), step(8, 300), step(16, 280)],
  model: undefined,
  cores: 2,
  bytesPerOrder: 600,
  prices: undefined,
  ...changes,
});

describe('how many orders the lab carries', () => {
  it('is the best step’s, as measured', () => {
    expect(answersOf(measured()).ordersPerSecond).toBe(300);
  });

  it('is no more than what settled', () => {
    const steps = [step(8, 300, { settledPerSecond: 200 }), step(16, 280, { settledPerSecond: 240 })];
    expect(answersOf(measured({ steps })).ordersPerSecond).toBe(240);
  });

  it('is not known where no step can be used', () => {
    expect(answersOf(measured({ steps: [step(8, 300, { unusable: 'orders restarted' })] }))).toMatchObject({
      ordersPerSecond: null,
      gains: [],
      million: null,
    });
  });
});

describe('where the objective breaks', () => {
  const slow = { inTime: 100 };

  it('is the rate of the first step that breaks it', () => {
    const { objectiveBreaksAt, objective } = answersOf(
      measured({ steps: [step(1, 100), step(8, 300, slow)] }),
    );
    expect(objectiveBreaksAt).toBe(300);
    expect(objective.held).toEqual({ clients: 1, ordersPerSecond: 100 });
  });

  it('counts refusals, and not clients that did not keep up', () => {
    const refused = { faults: 100, unusable: '100 of 1800 orders were refused' };
    const late = { ...slow, clientFault: "Little's law fails", unusable: "Little's law fails" };
    const steps = [step(1, 100, late), step(2, 200), step(8, 300, refused)];
    expect(answersOf(measured({ steps })).objectiveBreaksAt).toBe(300);
  });

  it('is nowhere where no step broke it', () => {
    expect(answersOf(measured()).objectiveBreaksAt).toBeNull();
  });
});

it('one more core brings a share where the cores are busy; a replica or a slot brings nothing', () => {
  const { gains } = answersOf(measured({ steps: [step(8, 300, { usage: usage({ machineBusy: 1 }) })] }));
  expect(gains.map(({ name, ordersPerSecond }) => [name, ordersPerSecond])).toEqual([
    ['core', 150],
    ['replica of gateway', 0],
    ['replica of orders', 0],
    ['replica of inventory', 0],
    ['slot in the Postgres pool of orders', 0],
  ]);
});

it('the limit is the larger term of the law, in the best step', () => {
  const points = [1, 2, 4, 8, 12, 16, 24, 32].map((clients) => ({
    clients,
    throughput: (100 * clients) / (1 + 0.2 * (clients - 1)),
  }));
  const model = modelOf(points, 1);
  const { limit } = answersOf(measured({ model: isModel(model) ? model : undefined }));
  expect(limit).toMatchObject({ clients: 8, by: 'contention' });
});

it('a million orders have no cost without prices', () => {
  expect(answersOf(measured()).million?.cost).toBeNull();
  expect(answersOf(measured({ prices })).million?.cost?.currency).toBe('EUR');
});
