import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type LabContext, print, printJson } from '../../context.ts';
import { checkPorts, resolveEngine } from '../../engines/index.ts';
import { chooseStandIns, type StandIn, standInsAskedFor, withStandIns } from '../../programs/stand-in.ts';
import { recordedEngine } from '../../engines/state-dir.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { readModel } from '../../model/read-model.ts';
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

function standInsFor(
  { services }: LabModel,
  missing: readonly MissingProgram[],
  { env }: LabContext,
): StandIn[] {
  const asked = standInsAskedFor(env, services);
  return chooseStandIns(services, asked, (program) => {
    const lack = missing.find(({ name }) => name === program);
    return lack && whyMissing(lack);
  });
}

async function gather(context: LabContext, flag: string | undefined): Promise<Facts> {
  const { name: engine } = await resolveEngine(context, flag);
  const isRunning = recordedEngine(context.stateDir) !== undefined;
  const disk = await statfs(context.root);
  const isNative = engine === 'native';
  const model = readModel(context);
  const names = PROGRAMS.map(({ name }) => name);
  const programs = isNative ? await previewPrograms(names, context) : undefined;
  const standIns = programs === undefined ? [] : standInsFor(model, programs.plan.missing, context);
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
        ? await portProblem(withStandIns(startedByDefault(model), standIns), context)
        : undefined,
    programs,
    isVital: ({ name }) => PROGRAMS.some((program) => program.name === name && program.isVital),
    standIns,
  };
}

/** The report for programs: the same findings, without the sentences. */
const asJson = (facts: Facts): object => {
  const { ok, problems, gaps, firstSteps, minutes } = diagnose(facts);
  const { engine, isRunning, processors, memoryBytes, diskBytes, programs, standIns } = facts;
  return {
    ok,
    engine,
    running: isRunning,
    machine: { processors, memoryBytes, diskBytes },
    problems,
    gaps,
    standIns,
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
