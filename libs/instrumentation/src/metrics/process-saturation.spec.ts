import { METRICS } from '@lab/contracts';
import { watchProcess } from './process-saturation';
import { registry } from './registry';

const eventLoop = async (): Promise<{ active: number; idle: number }> => {
  const { values } = (await registry.getSingleMetric(METRICS.eventLoopTime)?.get()) ?? { values: [] };
  const of = (state: string): number =>
    values.find(({ labels }) => (labels as { state?: string }).state === state)?.value ?? Number.NaN;
  return { active: of('active'), idle: of('idle') };
};

const blockFor = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('watchProcess', () => {
  beforeAll(() => {
    watchProcess();
    watchProcess(); // a second app in one process
  });

  it('counts the time in which the event loop runs code, whoever else reads it', async () => {
    const before = await eventLoop();
    blockFor(50);
    await eventLoop();
    blockFor(50);
    const after = await eventLoop();
    expect(after.active - before.active).toBeGreaterThanOrEqual(0.1);
    expect(after.idle).toBeGreaterThanOrEqual(before.idle);
  });

  it('says what runs', async () => {
    expect(await registry.getSingleMetricAsString(METRICS.buildInfo)).toMatch(
      /^lab_build_info\{version="[^"]+",revision="[^"]+"\} 1$/m,
    );
  });

  it('tells how much heap there may be', async () => {
    const { values } = (await registry.getSingleMetric(METRICS.heapLimit)?.get()) ?? { values: [] };
    expect(values[0]?.value).toBeGreaterThan(process.memoryUsage().heapUsed);
  });
});
