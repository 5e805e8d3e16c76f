import { join } from 'node:path';
import { LOG_FORMATS, type LogFormat } from '@lab/contracts';
import { execa } from 'execa';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { buildServices } from '../../../programs/build-services.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../../errors.ts';
import { describeCosts, Measurements, reportOf } from './report.ts';

/** Measures each format in a process of its own, beside pino's JSON; refuted where an access line costs too much. */
export const runLogEncoders = async (context: LabContext, rounds: number): Promise<ExitCode> => {
  // what is measured is the built library, as it runs
  await buildServices(context.root, context.signal, (line) => say(context, line));
  const measured: [LogFormat, Measurements][] = [];
  for (const format of LOG_FORMATS) {
    say(context, `measuring ${format} …`);
    measured.push([format, await measure(context, format, rounds)]);
  }
  const report = reportOf(rounds, measured);
  if (context.json) printJson(context, report);
  else for (const line of describeCosts(report)) print(context, line);
  return report.held ? EXIT.held : EXIT.refuted;
};

const measure = async (context: LabContext, format: LogFormat, rounds: number): Promise<Measurements> => {
  const script = join(context.root, 'bench/log-encoders/src/main.ts');
  // the nearest package.json is the repository's, which says nothing of module types; Node finds out and would say so
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  const result = await execa(process.execPath, [...flags, script, format, String(rounds)], {
    cwd: context.root,
    env: { NODE_ENV: 'production', OTEL_SDK_DISABLED: 'false' },
    reject: false,
    cancelSignal: context.signal,
  });
  context.signal.throwIfAborted();
  if (result.exitCode !== 0) throw new EnvironmentError(`measuring ${format} failed:\n${result.stderr}`);
  return Measurements.parse(JSON.parse(result.stdout));
};
