import { METRICS } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import { type TestApp, testApp } from '../../test/support/app';
import { Lifecycle } from '../http-server/lifecycle';
import { registry } from '../metrics/registry';
import { Dependencies } from './dependencies';
import type { DependencyProbe } from './dependency-probe';
import { HealthModule } from './health.module';

@Injectable()
class DatabaseProbe implements DependencyProbe {
  readonly name = 'postgres';
  failure: Error | undefined;

  check(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }
}

@Injectable()
class SomeFlags {
  readonly status = { revision: '0123456789ab' };
}

@Injectable()
class NeverAnswers implements DependencyProbe {
  readonly name = 'redis';

  check(): Promise<void> {
    return new Promise(() => undefined);
  }
}

const get = ({ app }: TestApp, url: string) => app.inject({ method: 'GET', url });
const monitorOf = ({ app }: TestApp, name: string) => {
  const monitor = app.get(Dependencies, { strict: false }).monitors.find((one) => one.name === name);
  if (!monitor) throw new Error(`no monitor of ${name}`);
  return monitor;
};

describe('HealthModule', () => {
  let test: TestApp;
  let probe: DatabaseProbe;

  beforeEach(async () => {
    test = await testApp({
      imports: [HealthModule.register({ probes: [DatabaseProbe] })],
      providers: [DatabaseProbe],
    });
    probe = test.app.get(DatabaseProbe);
    await monitorOf(test, 'postgres').checkOnce();
  });
  afterEach(() => test.app.close());

  it('is ready while its dependencies answer', async () => {
    const response = await get(test, '/health/ready');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      status: 'ok',
      details: { process: { status: 'up' }, postgres: { status: 'up' } },
    });
    expect(await registry.getSingleMetricAsString(METRICS.dependencyUp)).toContain(
      '{dependency="postgres"} 1',
    );
  });

  it('names the dependency that is down and why, and stays alive', async () => {
    probe.failure = new Error('connect ECONNREFUSED');
    await monitorOf(test, 'postgres').checkOnce();
    expect((await get(test, '/health/ready')).statusCode).toBe(200);
    await monitorOf(test, 'postgres').checkOnce();
    const response = await get(test, '/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({
      status: 'error',
      error: { postgres: { status: 'down', message: 'connect ECONNREFUSED' } },
    });
    expect(await registry.getSingleMetricAsString(METRICS.dependencyUp)).toContain(
      '{dependency="postgres"} 0',
    );
    expect((await get(test, '/health/live')).statusCode).toBe(200);
    expect(test.logs.filter(({ msg }) => msg === 'dependency is down')).toHaveLength(1);
    probe.failure = undefined;
    await monitorOf(test, 'postgres').checkOnce();
    expect((await get(test, '/health/ready')).statusCode).toBe(200);
  });

  it('is not ready while it drains, but alive', async () => {
    test.app.get(Lifecycle).startDraining();
    const response = await get(test, '/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ error: { process: { status: 'down', message: 'draining' } } });
    expect((await get(test, '/health/live')).statusCode).toBe(200);
  });

  it('answers at once though a dependency does not', async () => {
    const stuck = await testApp({
      imports: [HealthModule.register({ probes: [NeverAnswers] })],
      providers: [NeverAnswers],
    });
    const response = await get(stuck, '/health/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ error: { redis: { message: 'not checked yet' } } });
    await stuck.app.close();
  });

  it('tells which flags are in force where a service has flags, and has no such route elsewhere', async () => {
    expect((await get(test, '/health/flags')).statusCode).toBe(404);
    const flagged = await testApp({
      imports: [HealthModule.register({ probes: [], flags: SomeFlags })],
      providers: [SomeFlags],
    });
    expect((await get(flagged, '/health/flags')).json()).toEqual({ revision: '0123456789ab' });
    await flagged.app.close();
  });
});
