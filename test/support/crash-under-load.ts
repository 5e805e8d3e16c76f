import { eventually } from '@lab/testing';
import { within } from './polling.ts';
import { type Lab, READY_LIMIT_MS, VERB_LIMIT_MS } from './lab.ts';
import { Shop } from './shop.ts';

// Long enough that orders come in before, during and after the crash.
const RATE = '20';
const DURATION = '12s';
// The load, then clients that try again for 60 s, then orders that settle.
const LOAD_LIMIT_MS = 240_000;
const RESTART_LIMIT_MS = 90_000;
// All that a case may wait for, one after the other: ready before, the load (crash and restart happen meanwhile), the audit.
export const CASE_LIMIT_MS = READY_LIMIT_MS + LOAD_LIMIT_MS + RESTART_LIMIT_MS + VERB_LIMIT_MS;

export interface LoadReport {
  readonly held: boolean;
  readonly acceptedFile: string;
  readonly result: {
    readonly totals: { readonly accepted: number; readonly failures: Record<string, number> };
  };
}

/** Crashes the services while orders come in; resolves when the load is over and everything is ready again. */
export const crashUnderLoad = async (
  lab: Lab,
  victims: readonly string[],
  options: readonly string[],
): Promise<LoadReport> => {
  const shop = new Shop(lab);
  const before = await lab.allReady();
  const lastId = await shop.newestId();
  const args = ['load', 'steady', '--rate', RATE, '--duration', DURATION, '--json', ...options];
  const load = lab.run(args, LOAD_LIMIT_MS);
  await eventually(
    'orders come in',
    async () => expect(await shop.newestId()).not.toBe(lastId),
    within(30_000),
  );
  await lab.ok(['kill', ...victims]);
  const after = await eventually(
    `${victims.join(' and ')} restarted`,
    async () => {
      const services = await lab.readyNow();
      for (const victim of victims)
        expect(restartsOf(services, victim)).toBeGreaterThan(restartsOf(before, victim));
      return services;
    },
    within(RESTART_LIMIT_MS),
  );
  const untouched = before.filter(({ name }) => !victims.includes(name));
  for (const { name, restarts } of untouched)
    expect([name, restartsOf(after, name)]).toEqual([name, restarts]);
  const { code, stdout, stderr } = await load;
  if (code !== 0) throw new Error(`the load answered ${code}\n${stdout}\n${stderr}`);
  return JSON.parse(stdout) as LoadReport;
};

const restartsOf = (services: Awaited<ReturnType<Lab['status']>>, name: string): number =>
  services.find((service) => service.name === name)?.restarts ?? Number.NaN;

export const expectNothingLost = async (lab: Lab, { acceptedFile, result }: LoadReport): Promise<void> => {
  expect(result.totals.accepted).toBeGreaterThan(50);
  await expectConserved(lab, acceptedFile);
};

/** The audit holds, every order in the file is there, and nothing is in flight any more. */
export const expectConserved = async (lab: Lab, acceptedFile: string): Promise<void> => {
  const { code, verdict } = await lab.audit(['--accepted', acceptedFile]);
  expect(verdict.violations).toEqual([]);
  expect({ code, held: verdict.held, inFlight: verdict.inFlight }).toEqual({
    code: 0,
    held: true,
    inFlight: 0,
  });
};
