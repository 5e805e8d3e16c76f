import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import type { Objective } from '../src/objective.ts';
import type { RuleGroup } from '../src/rules.ts';
import { durationText, type Pace, pairsAt, type WindowPair } from '../src/windows.ts';

const LIMIT_MS = 30_000;
const DAY_SECONDS = 86_400;

export const sloth = process.env['TEST_SLOTH'];

/** Of its rules, which are loaded beside ours. */
export const SLOTH_SERVICE = 'sloth';

/** The objective as Sloth wants it: its own format is the only one that it reads (OpenSLO v1 it does not). */
const specOf = ({ name, target, counters }: Objective) => {
  const rate = (counter: string): string => `sum(rate(${counter}[{{.window}}]))`;
  const total = rate(counters.total);
  const error = 'bad' in counters ? rate(counters.bad) : `(${total} - ${rate(counters.good)})`;
  const severity = (value: string) => ({ labels: { severity: value } });
  return {
    version: 'prometheus/v1',
    service: SLOTH_SERVICE,
    slos: [
      {
        name,
        objective: target * 100,
        sli: { events: { error_query: error, total_query: total } },
        alerting: { name: 'Sloth', page_alert: severity('page'), ticket_alert: severity('ticket') },
      },
    ],
  };
};

/** Our windows as Sloth wants them: it derives the factor from the share of the budget. */
const windowsOf = (pace: Pace, periodSeconds: number) => {
  const windowOf = ({ factor, longSeconds, shortSeconds }: WindowPair) => ({
    errorBudgetPercent: Math.round((100 * factor * longSeconds) / periodSeconds),
    longWindow: durationText(longSeconds),
    shortWindow: durationText(shortSeconds),
  });
  const of = (severity: WindowPair['severity']) => {
    const [quick, slow] = pairsAt(pace).filter((pair) => pair.severity === severity);
    if (quick === undefined || slow === undefined) throw new Error(`${severity}: Sloth wants two pairs`);
    return { quick: windowOf(quick), slow: windowOf(slow) };
  };
  return {
    apiVersion: 'sloth.slok.dev/v1',
    kind: 'AlertWindows',
    spec: { sloPeriod: durationText(periodSeconds), page: of('page'), ticket: of('ticket') },
  };
};

/** The rules that Sloth makes of an objective. */
export async function slothRules(objective: Objective, pace: Pace): Promise<readonly RuleGroup[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sloth-'));
  const [input, output, windows] = ['in.yml', 'out.yml', 'windows'].map((name) => join(folder, name));
  if (input === undefined || output === undefined || windows === undefined) throw new Error('unreachable');
  try {
    const periodSeconds = (objective.periodDays * DAY_SECONDS) / pace.divisor;
    await mkdir(windows);
    await writeFile(join(windows, 'windows.yml'), stringify(windowsOf(pace, periodSeconds)));
    await writeFile(input, stringify(specOf(objective)));
    const args = ['generate', '--input', input, '--out', output, '--slo-period-windows-path', windows];
    await promisify(execFile)(
      sloth ?? 'sloth',
      [...args, '--default-slo-period', durationText(periodSeconds)],
      {
        timeout: LIMIT_MS,
      },
    );
    return (parse(await readFile(output, 'utf8')) as { groups: RuleGroup[] }).groups;
  } finally {
    await rm(folder, { recursive: true });
  }
}
