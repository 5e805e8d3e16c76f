import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type LabContext, print, printJson } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { checkPorts } from '../../engines/native/check-ports.ts';
import { recordedEngine } from '../../engines/state-dir.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { readModel } from '../../model/read-model.ts';
import { startedByDefault } from '../../model/model.ts';
import { previewPrograms, PROGRAMS } from '../../programs/index.ts';
import { describe, diagnose, type Facts } from './diagnosis.ts';

async function portProblem(context: LabContext): Promise<string | undefined> {
  try {
    await checkPorts(startedByDefault(readModel(context)), context);
    return undefined;
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.replace(/^nothing was started:\s*/, '');
    throw error;
  }
}

async function gather(context: LabContext, flag: string | undefined): Promise<Facts> {
  const { name: engine } = await resolveEngine(context, flag);
  const isRunning = recordedEngine(context.stateDir) !== undefined;
  const disk = await statfs(context.root);
  const isNative = engine === 'native';
  return {
    engine,
    isAskedFor: flag !== undefined,
    isRunning,
    processors: availableParallelism(),
    memoryBytes: process.availableMemory(),
    diskBytes: disk.bavail * disk.bsize,
    // On Compose the published ports of a running lab are held by Docker itself.
    portProblem: isNative || !isRunning ? await portProblem(context) : undefined,
    programs: isNative
      ? await previewPrograms(
          PROGRAMS.map(({ name }) => name),
          context,
        )
      : undefined,
    isVital: ({ name }) => PROGRAMS.some((program) => program.name === name && program.isVital),
  };
}

/** The report for programs: the same findings, without the sentences. */
const asJson = (facts: Facts): object => {
  const { ok, problems, gaps, firstSteps, minutes } = diagnose(facts);
  const { engine, isRunning, processors, memoryBytes, diskBytes, programs } = facts;
  return {
    ok,
    engine,
    running: isRunning,
    machine: { processors, memoryBytes, diskBytes },
    problems,
    gaps,
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
