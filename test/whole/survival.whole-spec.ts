import { CASE_LIMIT_MS, crashUnderLoad, expectNothingLost } from '../support/crash-under-load.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);

describe('nothing that was accepted is lost', () => {
  it.each(['gateway', 'orders', 'inventory', 'rabbitmq', 'redis', 'postgres'])(
    'when %s crashes under load',
    async (victim) => {
      // A client that asks again with the same key: every order is accepted in the end, and only once.
      await expectNothingLost(lab, await crashUnderLoad(lab, [victim], ['--retry-for', '60s']));
    },
    CASE_LIMIT_MS,
  );

  it.each(['otel-collector', 'jaeger', 'fluent-bit', 'loki'])(
    'when %s crashes under load, and no request fails or waits for it',
    async (victim) => {
      // Every first request counts. The limit is what a slow machine holds that restarts something meanwhile; a request
      // that waited for the victim would wait for seconds more than that.
      const report = await crashUnderLoad(lab, [victim], ['--p99', '5s']);
      expect(report.result.totals.failures).toEqual({});
      await expectNothingLost(lab, report);
    },
    CASE_LIMIT_MS,
  );
});
