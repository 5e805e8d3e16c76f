import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lab/testing';
import type { ChaosReport } from '../../tools/lab/src/chaos/report/chaos-report.ts';
import { OrdersReader } from '../../tools/lab/src/stores/postgres.ts';
import { runCommand } from '../support/command.ts';
import { type Lab, READY_LIMIT_MS, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { within } from '../support/polling.ts';

/** The folder that `lab test` installed the Chaos Toolkit in; unset where the machine has no Python for it. */
const toolkit = process.env['TEST_CHAOS_TOOLKIT'];
/** Probes twice, the load twice with clients that retry, settling, audit. */
const RUN_LIMIT_MS = 400_000;
const CASE_LIMIT_MS = 2 * (READY_LIMIT_MS + RUN_LIMIT_MS);

let lab: Lab;
let folder: string;
beforeAll(async () => {
  lab = await wholeLab();
  folder = await mkdtemp(join(tmpdir(), 'lab-chaos-toolkit-'));
}, UP_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string): string => join('test/whole/chaos', `${name}.yaml`);

interface Ours {
  readonly code: number | null;
  readonly verdict: string;
  readonly report: ChaosReport | undefined;
}

const ours = async (name: string): Promise<Ours> => {
  const { code, stdout } = await lab.run(['chaos', 'run', file(name), '--json'], RUN_LIMIT_MS);
  const report = stdout === '' ? undefined : (JSON.parse(stdout) as ChaosReport);
  return { code, verdict: report?.verdict ?? (code === 3 ? 'not judged' : `exit ${code}`), report };
};

interface Journal {
  readonly status: string;
  readonly deviated: boolean;
  readonly steady_states: { readonly before: { readonly steady_state_met: boolean } | null };
}

/** Its exit code alone does not tell a missing steady state from a held hypothesis. */
const theirs = async (name: string): Promise<string> => {
  const journal = join(folder, 'journal.json');
  await runCommand(['python3', '-m', 'chaostoolkit', 'run', '--journal-path', journal, file(name)], {
    cwd: lab.root,
    env: { ...lab.env, PYTHONPATH: toolkit },
    timeoutMs: RUN_LIMIT_MS,
  });
  const { status, deviated, steady_states } = JSON.parse(await readFile(journal, 'utf8')) as Journal;
  if (steady_states.before?.steady_state_met !== true) return 'not judged';
  if (deviated) return 'refuted';
  return status === 'completed' ? 'held' : status;
};

const restartsOfInventory = async (): Promise<number> =>
  (await lab.status()).find(({ name }) => name === 'inventory')?.restarts ?? Number.NaN;

/** Takes an accepted order out of Postgres once the fault has begun, and returns what puts it back. */
const loseAnOrder = async (): Promise<() => Promise<void>> => {
  const before = await restartsOfInventory();
  await eventually(
    'inventory was killed',
    async () => expect(await restartsOfInventory()).toBeGreaterThan(before),
    within(RUN_LIMIT_MS),
  );
  const reader = await OrdersReader.open(lab.storeUrl('postgres'));
  const [lost] = await reader.query<{ row: unknown }>(
    `WITH chosen AS (SELECT id FROM orders WHERE status = 'confirmed' ORDER BY created_at DESC LIMIT 1)
     DELETE FROM orders USING chosen WHERE orders.id = chosen.id RETURNING to_jsonb(orders) AS row`,
  );
  return async () => {
    await reader.query('INSERT INTO orders SELECT * FROM jsonb_populate_record(NULL::orders, $1)', [
      lost?.row,
    ]);
    await reader.close();
  };
};

/** The verdict of a run during which an accepted order is lost. */
const whileOneIsLost = async <T>(run: () => Promise<T>): Promise<T> => {
  const [result, putBack] = await Promise.all([run(), loseAnOrder()]);
  await putBack();
  return result;
};

const compared = toolkit === undefined ? it.skip : it;

describe('the verdict on an experiment is the one of the real Chaos Toolkit', () => {
  beforeEach(async () => {
    await lab.allReady();
  }, READY_LIMIT_MS);

  compared(
    'where it holds',
    async () => {
      expect(await ours('short')).toMatchObject({ code: 0, verdict: 'held' });
      await lab.allReady();
      expect(await theirs('short')).toBe('held');
    },
    CASE_LIMIT_MS,
  );

  compared(
    'where there is no steady state to begin with',
    async () => {
      expect(await ours('no-steady-state')).toMatchObject({ code: 3, verdict: 'not judged' });
      expect(await theirs('no-steady-state')).toBe('not judged');
    },
    CASE_LIMIT_MS,
  );

  compared(
    'where an accepted order is lost, which ours also names',
    async () => {
      const { report, ...judged } = await whileOneIsLost(() => ours('short'));
      expect(judged).toEqual({ code: 1, verdict: 'refuted' });
      expect(report?.evidence?.run.conservation).toMatchObject({ lost: 1, examples: [expect.any(String)] });
      await lab.allReady();
      expect(await whileOneIsLost(() => theirs('short'))).toBe('refuted');
      expect((await lab.audit()).verdict.violations).toEqual([]);
    },
    CASE_LIMIT_MS,
  );
});
