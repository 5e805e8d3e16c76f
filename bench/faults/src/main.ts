// node main.ts <rounds>: what an order's encoding costs with and without looks for faults that are off, in ns, as JSON on stdout.
import { FAULT_NAMES, type FaultName } from '@lab/contracts';
import { faultOf } from '@lab/faults';
import { measureInTurns } from '../../log-encoders/src/measure.ts';

/** As many as placing an order passes, in all services together. */
const LOOKS = 8;
const ROUNDS = Number(process.argv[2]);

const order = (n: number) => ({
  id: `0198f2c0-0000-7000-8000-${String(n % 1e12).padStart(12, '0')}`,
  status: 'pending',
  customerId: 'c-17',
  lines: [
    { sku: 'LAMP-01', quantity: 2 },
    { sku: 'MUG-01', quantity: 1 },
  ],
});

const names: readonly FaultName[] = FAULT_NAMES.slice(0, LOOKS);
/** Read at the end, so that nothing is optimised away. */
let seen = 0;

const contenders = {
  without: {
    work: (n: number) => {
      seen += JSON.stringify(order(n)).length;
    },
    afterTurn: () => undefined,
  },
  off: {
    work: (n: number) => {
      for (const name of names) if (faultOf(name)) seen += 1;
      seen += JSON.stringify(order(n)).length;
    },
    afterTurn: () => undefined,
  },
};
const nanos = measureInTurns(contenders, ROUNDS);
if (seen === 0) throw new Error('nothing was done');
process.stdout.write(JSON.stringify({ looks: LOOKS, nanos }));
