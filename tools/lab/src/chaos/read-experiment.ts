import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { EnvironmentError, UsageError } from '../errors.ts';
import { actionOf } from '../faults/calls.ts';
import { type LoadOptions, type LoadPlan, planLoad } from '../k6/load-plan.ts';
import { readCall } from '../read-call.ts';
import { type Experiment, lengthMs, type Probe, type Step } from './experiment.ts';
import { type Action, ExperimentFile } from './format.ts';
import { WINDOW_MS } from './recovery.ts';

const PROBE_LIMIT_MS = 180_000;

interface Source {
  readonly root: string;
  /** As it is shown in messages. */
  readonly path: string;
  /** Of the experiment. */
  readonly name: string;
}

/** Reads one file. EnvironmentError, with the file and the place in it, where anything is wrong or cannot be carried out. */
export async function readExperiment(text: string, source: Source): Promise<Experiment> {
  const file = parse(text, source.path);
  const at = place(source.path);
  const method = await Promise.all(
    file.method.map((action, index) => at(`method.${index}`, () => carriedOut(source.root, action))),
  );
  const loads = method.flatMap(({ load }) => load ?? []);
  const steps = method.flatMap(({ steps }) => steps);
  const [hypothesis] = file.extensions;
  const { title, probes } = file['steady-state-hypothesis'];
  const experiment: Experiment = {
    name: source.name,
    title: file.title,
    description: file.description.trim(),
    tags: file.tags,
    steadyState: { title, probes: await probesOf(source, 'steady-state-hypothesis', probes) },
    loads,
    steps,
    rollbacks: await probesOf(source, 'rollbacks', file.rollbacks),
    hypothesis,
  };
  await at('method', () => refuseUnjudgeable(experiment));
  return experiment;
}

const place =
  (path: string) =>
  async <T>(where: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new EnvironmentError(`${path}: ${where}: ${error.message}`);
    }
  };

function parse(text: string, path: string): ExperimentFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax !== undefined) throw new EnvironmentError(`${path}: ${syntax.message}`);
  const parsed = ExperimentFile.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let end = keys.length; end >= 0; end -= 1) {
      const node = document.getIn(keys.slice(0, end), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const problems = parsed.error.issues.map(
    (issue: z.core.$ZodIssue) => `${path}:${lineOf(issue.path)}: ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new EnvironmentError(problems.join('\n'));
}

interface CarriedOut {
  readonly load?: LoadPlan;
  readonly steps: readonly Step[];
}

/** One activity of the method: a load in the background, or a fault, with the pauses around it. */
async function carriedOut(root: string, { name, background, pauses, provider }: Action): Promise<CarriedOut> {
  const call = await readCall(root, provider.arguments);
  const around = (steps: readonly Step[]): readonly Step[] =>
    [wait(pauses.before), ...steps, wait(pauses.after)].filter(
      (step) => lengthMs(step) > 0 || step.kind === 'fault',
    );
  if (call.verb === 'load') {
    if (!background) throw new UsageError(`${name}: a load must have "background: true"`);
    const load = planLoad(call.args[0] ?? '', call.options as unknown as LoadOptions);
    return { load, steps: around([]) };
  }
  if (background) throw new UsageError(`${name}: only a load may run in the background`);
  return { steps: around([{ kind: 'fault', name, action: actionOf(call) }]) };
}

const wait = (seconds: number): Step => ({ kind: 'wait', ms: Math.round(seconds * 1000) });

async function probesOf(
  { root, path }: Source,
  where: string,
  activities: readonly (Pick<Action, 'name' | 'provider'> & { readonly tolerance?: number })[],
): Promise<readonly Probe[]> {
  return Promise.all(
    activities.map(({ name, provider, tolerance = 0 }) =>
      place(path)(`${where}: ${name}`, async () => {
        await readCall(root, provider.arguments);
        const timeoutMs = provider.timeout === undefined ? PROBE_LIMIT_MS : provider.timeout * 1000;
        return { name, words: provider.arguments, tolerance, timeoutMs };
      }),
    ),
  );
}

/** What would run, and could not be judged. */
function refuseUnjudgeable({ loads, steps }: Experiment): void {
  const [longest] = loads.map(({ durationMs }) => durationMs).toSorted((a, b) => b - a);
  if (longest === undefined) throw new UsageError('without a load no client notices anything; add lab load');
  const first = steps.findIndex(({ kind }) => kind === 'fault');
  if (first === -1) throw new UsageError('no activity is a fault');
  const needed = steps.reduce((sum, step) => sum + lengthMs(step), 0) + WINDOW_MS;
  if (longest < needed)
    throw new UsageError(
      `the load ends after ${longest / 1000} s; make it at least ${needed / 1000} s, so that clients see the recovery`,
    );
}
