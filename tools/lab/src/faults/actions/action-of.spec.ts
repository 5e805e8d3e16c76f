import type { Engine } from '../../engines/engine.ts';
import { EnvironmentError, UsageError } from '../../errors.ts';
import { actionOf } from './action-of.ts';
import { ACTIONS } from './specs.ts';

/** A lab that rejects whatever a test does not expect of it. */
const labWith = (changes: Partial<Engine> = {}): Engine =>
  ({
    name: 'native',
    services: ['gateway', 'orders', 'inventory', 'redis'].map((name) => ({ name })),
    layers: ['network-faults'],
    address: (_service: string, port: number) => ({ host: '127.0.0.1', port }),
    ...changes,
  }) as Engine;

describe('actionOf', () => {
  it.each([
    ['kill orders', 'orders crashed'],
    ['pause orders', 'orders frozen'],
    ['stop redis', 'redis stopped'],
    ['cpu orders --share 0.1', 'orders starved of CPU: 0.1 of a processor'],
    ['cpu orders --share 0.1 --for 30', 'orders starved of CPU: 0.1 of a processor'],
    ["environment inventory REDIS_PASSWORD='not it' A=", 'inventory with other values of REDIS_PASSWORD, A'],
    ['latency redis --from inventory --ms 200 --jitter 50', 'redis answers inventory 200 ms late (± 50 ms)'],
    ['latency redis --ms 200 --from inventory', 'redis answers inventory 200 ms late'],
    ['bandwidth redis --from inventory --kbps 4', '4 kB/s between inventory and redis'],
    [
      'timeout redis --from inventory --ms 900',
      'redis is silent to inventory and hangs up after 900 quiet ms',
    ],
    ['partition rabbitmq --from orders', 'orders and rabbitmq partitioned'],
    ['reset redis --from inventory', 'redis resets the connections of inventory'],
    ['refuse redis --from inventory', 'redis refuses inventory'],
  ])('reads %s', async (text, what) => {
    const action = actionOf(labWith(), text);
    expect([action.text, action.fault.what]).toEqual([text, what]);
    await expect(action.check()).resolves.toBeUndefined();
  });

  it.each([
    ['explode orders', /unknown action "explode"; available: kill, pause/],
    ['kill order', /unknown service "order"; available: gateway/],
    ['kill', /kill: .*name one service[^]*Usage: kill SERVICE/],
    ['kill orders gateway', /name one service/],
    ['kill orders --ms 3', /Unrecognized key: "ms"/],
    [
      'latency redis --from gateway --ms 3',
      /no proxy between gateway and redis; available: orders --from gateway/,
    ],
    ['latency redis --from inventory', /ms[^]*Usage: latency DEPENDENCY --from SERVICE --ms N/],
    ['latency redis --from inventory --ms soon', /ms/],
    ['latency redis --from inventory --ms', /--ms needs a value/],
    ['latency redis --from inventory --ms 50 --jitter 50', /--jitter must be less than --ms/],
    ['cpu orders --share 1', /share/],
    ['clock orders --step 0', /step/],
    ['partition redis --from inventory --ms 5', /Unrecognized key: "ms"/],
    ['environment inventory', /name a service and at least one NAME=VALUE/],
    ['environment inventory REDIS_PASSWORD', /"REDIS_PASSWORD" is not NAME=VALUE/],
  ])('refuses %s', (text, message) => {
    expect(() => actionOf(labWith(), text)).toThrow(UsageError);
    expect(() => actionOf(labWith(), text)).toThrow(message);
  });

  it('finds out before anything starts that the lab has no Toxiproxy', async () => {
    const action = actionOf(labWith({ layers: [] }), 'partition redis --from inventory');
    expect(action.needs).toEqual(['network-faults']);
    await expect(action.check()).rejects.toThrow(EnvironmentError);
    await expect(action.check()).rejects.toThrow(
      'partition needs a lab with network-faults; run `lab up --with network-faults`',
    );
  });

  it('finds out before anything starts what the engine cannot do', async () => {
    const action = actionOf(labWith({ name: 'compose' }), 'clock orders --step -3600');
    expect(action.fault.what).toBe('the clock of orders wrong by -3600 s');
    await expect(action.check()).rejects.toThrow(
      'clock is not possible on the compose engine: the images have no libfaketime',
    );
  });

  it('never shows a value of an environment, which may be a password', () => {
    const { fault } = actionOf(labWith(), 'environment inventory REDIS_PASSWORD=secret');
    expect(fault.what).not.toContain('secret');
  });

  it('has each action once', () => {
    expect(new Set(ACTIONS.map(({ name }) => name)).size).toBe(ACTIONS.length);
  });
});
