import { join } from 'node:path';
import { execa } from 'execa';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../../errors.ts';
import { buildServices } from '../../../programs/build-services.ts';
import { costOf, describeCost, Measured } from './report.ts';

/** Refuted where a fault that is off costs more than a look into a map. */
export const runFaults = async (context: LabContext, rounds: number): Promise<ExitCode> => {
  // what is measured is the built library, as it runs
  await buildServices(context.root, context.signal, (line) => say(context, line));
  const cost = costOf(await measure(context, rounds));
  if (context.json) printJson(context, cost);
  else for (const line of describeCost(cost)) print(context, line);
  return cost.held ? EXIT.held : EXIT.refuted;
};

const measure = async (context: LabContext, rounds: number): Promise<Measured> => {
  const script = join(context.root, 'bench/faults/src/main.ts');
  // the nearest package.json is the repository's, which says nothing of module types; Node finds out and would say so
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  const result = await execa(process.execPath, [...flags, script, String(rounds)], {
    cwd: context.root,
    env: { NODE_ENV: 'production' },
    reject: false,
    cancelSignal: context.signal,
  });
  context.signal.throwIfAborted();
  if (result.exitCode !== 0) throw new EnvironmentError(`measuring the faults failed:\n${result.stderr}`);
  return Measured.parse(JSON.parse(result.stdout));
};
