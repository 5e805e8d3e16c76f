import { EnvironmentError } from '../errors.ts';
import { Service } from '../model/schema.ts';
import { toServiceModel } from '../model/service.ts';
import { describeStandIn, standInsAskedFor, withStandIns } from './stand-in.ts';

const service = (name: string, native: object) =>
  toServiceModel(name, Service.parse({ image: 'x', 'x-native': native }), {
    origin: { file: 'compose.yaml', directory: '/repo', env: {} },
    uninterpolated: undefined,
  });
const services = [
  service('web', { program: 'node' }),
  service('agent', { program: 'first', stand_in: { program: 'second' } }),
];

describe('standInsAskedFor', () => {
  it('takes names with or without blanks, and nothing where none is given', () => {
    expect(standInsAskedFor({ LAB_STAND_IN: ' agent ,' }, services)).toEqual(new Set(['agent']));
    expect(standInsAskedFor({}, services)).toEqual(new Set());
  });

  it.each([
    ['agnet', 'LAB_STAND_IN: unknown service "agnet"; available: web, agent'],
    ['web', 'LAB_STAND_IN: web has no fallback (compose.yaml)'],
  ])('refuses %s', (name, message) => {
    const ask = (): unknown => standInsAskedFor({ LAB_STAND_IN: name }, services);
    expect(ask).toThrow(EnvironmentError);
    expect(ask).toThrow(message);
  });
});

it('a stand-in runs under the name of its service, and leaves the others alone', () => {
  const running = withStandIns(services, [{ service: 'agent' }]);
  expect(running.map(({ name, native }) => [name, native?.program])).toEqual([
    ['web', 'node'],
    ['agent', 'second'],
  ]);
});

it('a stand-in is told in one line', () => {
  const standIn = { service: 'agent', program: 'second', inPlaceOf: 'first', why: 'because LAB_STAND_IN names it' };
  expect(describeStandIn(standIn)).toBe('agent: second replaces first, because LAB_STAND_IN names it');
});
