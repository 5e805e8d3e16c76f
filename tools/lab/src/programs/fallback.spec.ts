import { EnvironmentError } from '../errors.ts';
import { Service } from '../model/schema.ts';
import { toServiceModel } from '../model/service.ts';
import { describeFallback, fallbacksAskedFor, withFallbacks } from './fallback.ts';

const service = (name: string, native: object) =>
  toServiceModel(name, Service.parse({ image: 'x', 'x-native': native }), {
    origin: { file: 'compose.yaml', directory: '/repo', env: {} },
    uninterpolated: undefined,
  });
const services = [
  service('web', { program: 'node' }),
  service('agent', { program: 'first', fallback: { program: 'second' } }),
];

describe('fallbacksAskedFor', () => {
  it('takes names with or without blanks, and nothing where none is given', () => {
    expect(fallbacksAskedFor({ LAB_FALLBACK: ' agent ,' }, services)).toEqual(new Set(['agent']));
    expect(fallbacksAskedFor({}, services)).toEqual(new Set());
  });

  it.each([
    ['agnet', 'LAB_FALLBACK: unknown service "agnet"; available: web, agent'],
    ['web', 'LAB_FALLBACK: web has no fallback (compose.yaml)'],
  ])('refuses %s', (name, message) => {
    const ask = (): unknown => fallbacksAskedFor({ LAB_FALLBACK: name }, services);
    expect(ask).toThrow(EnvironmentError);
    expect(ask).toThrow(message);
  });
});

it('a fallback runs under the name of its service and changes no other', () => {
  const running = withFallbacks(services, [{ service: 'agent' }]);
  expect(running.map(({ name, native }) => [name, native?.program])).toEqual([
    ['web', 'node'],
    ['agent', 'second'],
  ]);
});

it('a fallback is described in one line', () => {
  const fallback = { service: 'agent', program: 'second', inPlaceOf: 'first', why: 'because LAB_FALLBACK names it' };
  expect(describeFallback(fallback)).toBe('agent: second replaces first, because LAB_FALLBACK names it');
});
