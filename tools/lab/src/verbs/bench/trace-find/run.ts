import { join } from 'node:path';
import { execa } from 'execa';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../../errors.ts';
import { describeReport, Measurements, reportOf } from './report.ts';

/** Measures in a process of its own; refuted where it takes longer than the limit. */
export const runTraceFind = async (context: LabContext, rounds: number): Promise<ExitCode> => {
  say(context, 'measuring …');
  const script = join(context.root, 'bench/trace-find/src/main.ts');
  // the nearest package.json is the repository's, which says nothing of module types; Node finds out and would say so
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...flags, script, String(rounds)], {
    cwd: context.root,
    reject: false,
    cancelSignal: context.signal,
  });
  context.signal.throwIfAborted();
  if (exitCode !== 0) throw new EnvironmentError(`measuring failed:\n${stderr}`);
  const report = reportOf(Measurements.parse(JSON.parse(stdout)));
  if (context.json) printJson(context, report);
  else for (const line of describeReport(report)) print(context, line);
  return report.held ? EXIT.held : EXIT.refuted;
};
