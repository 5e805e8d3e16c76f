import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type LabContext, print, printJson } from '../../context.ts';
import { checkPorts, resolveEngine } from '../../engines/index.ts';
import { chooseFallbacks, type Fallback, fallbacksAskedFor, withFallbacks } from '../../programs/fallback.ts';
import { readLab } from '../../engines/layers.ts';
import { recordedEngine } from '../../engines/state-dir.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { type LabModel, type ServiceModel, startedByDefault } from '../../model/model.ts';
import { type MissingProgram, previewPrograms, PROGRAMS, whyMissing } from '../../programs/index.ts';
import { describe, diagnose, type Facts } from './diagnosis.ts';

async function portProblem(
  services: readonly ServiceModel[],
  context: LabContext,
): Promise<string | undefined> {
  try {
    await checkPorts(services, context);
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.replace(/^nothing was started:\s*/, '');
    throw error;
  }
}

function fallbacksFor(
  { services }: LabModel,
  missing: readonly MissingProgram[],
  { env }: LabContext,
): Fallback[] {
  const asked = fallbacksAskedFor(env, services);
  return chooseFallbacks(services, asked, (program) => {
    const lack = missing.find(({ name }) => name === program);
    return lack && whyMissing(lack);
  });
}

async function gather(context: LabContext, flag: string | undefined): Promise<Facts> {
  const { name: engine } = await resolveEngine(context, flag);
  const isRunning = recordedEngine(context.stateDir) !== undefined;
  const disk = await statfs(context.root);
  const isNative = engine === 'native';
  const model = readLab(context);
  const names = PROGRAMS.map(({ name }) => name);
  const programs = isNative ? await previewPrograms(names, context) : undefined;
  const fallbacks = programs === undefined ? [] : fallbacksFor(model, programs.plan.missing, context);
  return {
    engine,
    isAskedFor: flag !== undefined,
    isRunning,
    processors: availableParallelism(),
    memoryBytes: process.availableMemory(),
    diskBytes: disk.bavail * disk.bsize,
    // On Compose the published ports of a running lab are held by Docker itself.
    portProblem:
      isNative || !isRunning
        ? await portProblem(withFallbacks(startedByDefault(model), fallbacks), context)
        : undefined,
    programs,
    isVital: ({ name }) => PROGRAMS.some((program) => program.name === name && program.isVital),
    fallbacks,
  };
}

/** The report for programs: the same findings, without the sentences. */
const asJson = (facts: Facts): object => {
  const { ok, problems, gaps, firstSteps, minutes } = diagnose(facts);
  const { engine, isRunning, processors, memoryBytes, diskBytes, programs, fallbacks } = facts;
  return {
    ok,
    engine,
    running: isRunning,
    machine: { processors, memoryBytes, diskBytes },
    problems,
    gaps,
    fallbacks,
    firstSteps,
    minutes,
    programs: programs?.found ?? [],
    missing: programs?.plan.missing ?? [],
  };
};

/** Says beforehand how `lab up` would fare. Changes nothing. */
export async function run(context: LabContext, flag: string | undefined): Promise<ExitCode> {
  const facts = await gather(context, flag);
  const diagnosis = diagnose(facts);
  if (context.json) printJson(context, asJson(facts));
  else for (const line of describe(diagnosis, facts)) print(context, line);
  return diagnosis.ok ? EXIT.held : EXIT.environment;
}
