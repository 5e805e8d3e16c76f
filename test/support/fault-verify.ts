import type { FaultName } from '@lab/contracts';
import type { Verification } from '../../tools/lab/src/faults/flags/verify-faults.ts';
import type { Lab } from './lab.ts';
import { report } from './report.ts';

/** What `lab fault verify` says of these faults, or of all. Writes it down. */
export const verifyFaultsOf = async (
  lab: Lab,
  faults: readonly FaultName[],
  { args, limitMs }: { args: readonly string[]; limitMs: number },
): Promise<readonly Verification[]> => {
  const { code, stdout, stderr } = await lab.run(['fault', 'verify', ...faults, ...args, '--json'], limitMs);
  if (stdout === '') throw new Error(`lab fault verify answered ${code}: ${stderr}`);
  const { faults: verified } = JSON.parse(stdout) as { faults: readonly Verification[] };
  await report(lab.root, 'fault-verify', verified.map(lineOf).join(''));
  return verified;
};

const lineOf = ({ name, strength, verdict, control, active, shows }: Verification): string =>
  `${name.padEnd(22)} ${strength.padEnd(6)} ${verdict.padEnd(11)} control ${control ?? '-'}, active ${active ?? '-'}: ${shows}\n`;
