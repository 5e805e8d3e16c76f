import { FAULT_NAMES } from '@lab/contracts';
import { verifyFaultsOf } from '../support/fault-verify.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';

const EACH_LIMIT_MS = 60_000;
const VERIFY_LIMIT_MS = EACH_LIMIT_MS * FAULT_NAMES.length;

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);

describe.each(['medium', 'high'])('every fault of strength %s', (strength) => {
  it(
    'is visible where its key says, compared with a control run',
    async () => {
      const args = ['--strength', strength];
      const verified = await verifyFaultsOf(lab, [], { args, limitMs: VERIFY_LIMIT_MS });
      expect(verified.filter(({ verdict }) => verdict !== 'visible')).toEqual([]);
      expect(verified.map(({ name }) => name).sort()).toEqual([...FAULT_NAMES].sort());
    },
    VERIFY_LIMIT_MS,
  );

  it('leaves a lab in which no order is lost', async () => {
    expect((await lab.audit()).verdict).toMatchObject({ held: true });
  });
});
