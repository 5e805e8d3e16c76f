import type { LabContext } from '../../context.ts';
import { verb } from './index.ts';

const context = {} as LabContext;
// only what is refused before anything runs
const run = async (args: string[], options: Record<string, unknown> = {}) => verb.run(context, args, options);

describe('lab bench', () => {
  it('names the benches that there are', async () => {
    await expect(run(['toString'])).rejects.toThrow(
      'unknown bench toString; available: order-path, log-encoders',
    );
  });

  it('takes no option of another bench', async () => {
    await expect(run(['log-encoders'], { rate: '100' })).rejects.toThrow(
      '--rate: not an option of this bench',
    );
  });

  it.each([
    ['order-path', { rate: '0' }, '--rate'],
    ['order-path', { duration: '1s' }, '--duration: must be at least 5s'],
    ['order-path', { ceiling: '50' }, '--ceiling'],
    ['log-encoders', { rounds: 'many' }, '--rounds'],
    ['telemetry', { seconds: '1' }, '--seconds'],
    ['telemetry', { arms: 'everything' }, '--arms: unknown arm everything'],
    ['telemetry', { rate: '100', ceiling: '50' }, '--ceiling'],
  ])('%s refuses %j', async (name, options, message) => {
    await expect(run([name], options)).rejects.toThrow(message);
  });
});
