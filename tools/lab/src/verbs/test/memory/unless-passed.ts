import { stat } from 'node:fs/promises';
import type { LabContext } from '../../../context.ts';
import type { Outcome, Suite, SuiteRun } from '../suite.ts';
import { PassedBefore, type Work } from './passed-before.ts';

/** What passed on the files as they are when the first suite that shares it begins. */
export class Memory {
  readonly #isRead: boolean;
  #passed: Promise<PassedBefore | undefined> | undefined;

  /** With `isRead` false everything runs again, and is remembered again. */
  constructor({ isRead }: { isRead: boolean }) {
    this.#isRead = isRead;
  }

  async recall(context: LabContext, work: Work): Promise<Outcome | undefined> {
    const before = this.#isRead ? await (await this.#on(context))?.get(work) : undefined;
    return before && { ...before, failed: 0, skipped: 0, report: '', passedBefore: true };
  }

  /** A test that was skipped may run once the machine has what it needs: only what ran in full is remembered. */
  async remember(context: LabContext, work: Work, outcome: Outcome): Promise<void> {
    if (outcome.failed + outcome.skipped === 0) await (await this.#on(context))?.add(work, outcome);
  }

  #on(context: LabContext): Promise<PassedBefore | undefined> {
    return (this.#passed ??= PassedBefore.on(context));
  }
}

/** The programs that a suite is told to run: another version may answer otherwise. */
const programsIn = (env: SuiteRun['env']): Promise<string[]> =>
  Promise.all(
    Object.entries(env)
      .filter(([, path]) => path.startsWith('/'))
      .sort()
      .map(async ([name, path]) => {
        const { size, mtimeMs } = await stat(path);
        return `${name}=${path} ${size} ${mtimeMs}`;
      }),
  );

/** The suite, which does not run again where it passed on the same content. */
export const unlessPassed = (memory: Memory, { command, reads }: Work, suite: Suite): Suite => ({
  ...suite,
  run: async (suiteRun) => {
    const { context, env } = suiteRun;
    const work = { command: [...command, ...(await programsIn(env))], reads };
    const before = await memory.recall(context, work);
    if (before !== undefined) return before;
    const outcome = await suite.run(suiteRun);
    await memory.remember(context, work, outcome);
    return outcome;
  },
});
