import type { Lab } from './lab.ts';

export const LOG_AUDIT_LIMIT_MS = 180_000;

export interface LogVerdict {
  readonly held: boolean;
  readonly findings: readonly {
    readonly service: string;
    readonly format: string;
    readonly produced: number;
    readonly unparsed: number;
    readonly arrived: number | null;
    readonly lost: number;
    readonly lostLines: readonly unknown[];
  }[];
  readonly counted: readonly {
    readonly service: string;
    readonly read: number;
    readonly recent: number;
    readonly counted: number;
  }[];
  readonly blind: readonly unknown[];
}

export const auditLogs = async (lab: Lab, settle = '90s'): Promise<LogVerdict> => {
  const args = ['logs', 'audit', '--json', '--settle', settle];
  const { code, stdout, stderr } = await lab.run(args, LOG_AUDIT_LIMIT_MS);
  if (code !== 0 && code !== 1) throw new Error(`lab logs audit answered ${code}: ${stderr}`);
  return JSON.parse(stdout) as LogVerdict;
};

/**
 * Every line of our services is in Loki, whichever format it has, and :2021 has counted what was read. `broken`: lines of
 * inventory that were made to be unreadable; they arrive as they are.
 */
export const expectNoLineLost = ({ held, findings, counted, blind }: LogVerdict, broken = 0): void => {
  const ours = findings.filter(({ format }) => format !== 'raw');
  expect(ours.map(({ service, format, lost, unparsed }) => ({ service, format, lost, unparsed }))).toEqual([
    { service: 'gateway', format: 'logfmt', lost: 0, unparsed: 0 },
    { service: 'orders', format: 'ltsv', lost: 0, unparsed: 0 },
    { service: 'inventory', format: 'json', lost: 0, unparsed: broken },
    { service: 'oncall', format: 'json', lost: 0, unparsed: 0 },
    { service: 'prober', format: 'json', lost: 0, unparsed: 0 },
  ]);
  // The load is over, so that nobody writes any more while the audit reads; oncall does, when the last alerts end.
  const atRest = ours.filter(({ service }) => service !== 'oncall');
  for (const { produced, arrived } of atRest) expect(arrived).toBe(produced);
  const wrong = counted.filter((row) => row.counted < row.read - row.recent || row.counted > row.read);
  expect(wrong).toEqual([]);
  expect({ held, blind }).toEqual({ held: true, blind: [] });
};
