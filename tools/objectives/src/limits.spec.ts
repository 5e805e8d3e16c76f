import { join } from 'node:path';
import { limitsModule } from './limits.ts';
import { readObjectives } from './read-objectives.ts';

const shipped = readObjectives(join(__dirname, '../../../prometheus/slo'));

it('takes each limit from its objective', () => {
  const changed = shipped.map((objective) =>
    objective.name === 'placing-orders-latency'
      ? { ...objective, target: 0.95, limitSeconds: 0.5 }
      : objective,
  );
  expect(limitsModule(changed)).toContain('acceptSeconds: 0.5,');
  expect(limitsModule(changed)).toContain('acceptedInTime: 0.95,');
});

it('is refused where an objective is missing, or has no limit', () => {
  const without = shipped.filter(({ name }) => name !== 'settling-latency');
  expect(() => limitsModule(without)).toThrow('there is no objective settling-latency');
  const unlimited = shipped.map(({ limitSeconds: _, ...objective }) => objective);
  expect(() => limitsModule(unlimited)).toThrow('placing-orders-latency: good is no bucket');
});
