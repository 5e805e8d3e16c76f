import { failedWith, type Outcome, PASSED, skippedBecause, type Suite, type SuiteRun } from './suite.ts';
import { codeOf } from '../../errors.ts';
import { run } from '../../programs/run.ts';

const TYPES = 'feat|fix|perf|refactor|test|docs|style|build|ci|chore|revert';
const SCOPES =
  'gateway|orders|inventory|oncall|contracts|messaging|instrumentation|lab|compose|otel|prometheus|grafana|load|docs';
const FORM = new RegExp(`^(?:${TYPES})(?:\\((?:${SCOPES})\\))?!?: ([a-z][\\w'-]*) \\S`);
const MAX_LENGTH = 60;
// The endings of "added", "adding" and "adds". The verbs that end so by themselves are named.
const NOT_IMPERATIVE = /(?:ed|ing|[^s]s)$/;
const IMPERATIVE = new Set(['embed', 'feed', 'need', 'seed', 'shed', 'speed', 'bring', 'ping', 'focus']);

/** What is wrong with a commit's subject; undefined where nothing is. CONTRIBUTING.md has the rules in words. */
export function faultOf(subject: string): string | undefined {
  if (subject.length > MAX_LENGTH)
    return `is ${String(subject.length)} characters long, at most ${String(MAX_LENGTH)} are allowed`;
  const [, verb] = FORM.exec(subject) ?? [];
  if (verb === undefined)
    return 'is not "type: verb …" or "type(scope): verb …" with a known type and scope, in lower case';
  if (NOT_IMPERATIVE.test(verb) && !IMPERATIVE.has(verb))
    return `begins with "${verb}", which is not imperative`;
  return undefined;
}

// The subjects before these rules were checked stay as they are.
const CHECKED_SINCE = '51dc24402cc87e7498bb2808ec098087aeae6d32';
const ABSENT = 'git is not installed, or this folder is no git repository';

async function git(args: readonly string[], { context }: SuiteRun): Promise<string[] | undefined> {
  const lines: string[] = [];
  const { code } = await run(['git', ...args], {
    cwd: context.root,
    env: context.env,
    timeoutMs: 60_000,
    signal: context.signal,
    onLine: (line) => lines.push(line),
  });
  return code === 0 ? lines : undefined;
}

/** A shallow clone may not have the commit to begin after: all that it has is younger then. */
async function checkSubjects(suiteRun: SuiteRun): Promise<Outcome> {
  const log = ['log', '--no-merges', '--format=%h %s'];
  const commits =
    (await git([...log, `${CHECKED_SINCE}..HEAD`], suiteRun)) ?? (await git([...log, 'HEAD'], suiteRun));
  if (commits === undefined) return skippedBecause(ABSENT);
  const faults = commits.flatMap((commit) => {
    const fault = faultOf(commit.slice(commit.indexOf(' ') + 1));
    return fault === undefined ? [] : [`${commit}\n  ${fault}`];
  });
  return faults.length === 0 ? PASSED : failedWith(faults.join('\n'));
}

export const commitSubjects: Suite = {
  part: 'static',
  name: 'commit subjects',
  run: async (suiteRun) => {
    try {
      return await checkSubjects(suiteRun);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return skippedBecause(ABSENT);
      throw error;
    }
  },
};
