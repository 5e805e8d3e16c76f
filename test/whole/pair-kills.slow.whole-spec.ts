import { CASE_LIMIT_MS, crashUnderLoad, expectNothingLost } from '../support/crash-under-load.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);

// Each of them alone crashes in the gate.
describe('nothing that was accepted is lost', () => {
  it.each([
    ['orders', 'rabbitmq'],
    ['inventory', 'postgres'],
    ['gateway', 'redis'],
  ])(
    'when %s and %s crash at once',
    async (...victims) => {
      await expectNothingLost(lab, await crashUnderLoad(lab, victims, ['--retry-for', '60s']));
    },
    CASE_LIMIT_MS,
  );
});
