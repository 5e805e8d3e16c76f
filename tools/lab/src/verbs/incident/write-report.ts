import { join, resolve } from 'node:path';
import { audit } from '../../audit/audit.ts';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { type Engine, httpUrl } from '../../engines/engine.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { objectivesOf } from '../../objectives/objectives-of.ts';
import { collect, type Sources } from '../../postmortem/collect.ts';
import { filesIn, refuseToOverwrite, writeReport } from '../../postmortem/files.ts';
import { summaryOf } from '../../postmortem/text/summary.ts';
import { printable } from '../../report/table.ts';
import { Jaeger } from '../../signals/jaeger.ts';
import { Loki } from '../../signals/loki.ts';
import { Oncall, ONCALL } from '../../signals/oncall.ts';
import { Prometheus } from '../../signals/prometheus.ts';
import { traceUrlOf } from '../../signals/trace-url.ts';
import { storeUrls } from '../../stores/addresses.ts';
import { idOf } from './id-of.ts';

export interface ReportOptions {
  readonly out?: string;
  readonly force?: true;
}

const SETTLE_LIMIT_MS = 15_000;

/** Collects the evidence of an incident, and writes its postmortem. */
export async function writePostmortem(
  context: LabContext,
  engine: Engine,
  { id: text, out, force }: ReportOptions & { readonly id: string },
): Promise<ExitCode> {
  const id = idOf(text);
  const folder = out === undefined ? join(context.stateDir, 'incidents', String(id)) : resolve(out);
  if (force !== true) await refuseToOverwrite(filesIn(folder));
  const sources = sourcesOf(context, engine);
  const incident = await new Oncall(oncallUrl(engine), context.signal).show(id);
  say(context, `collecting the evidence of incident ${id}`);
  const postmortem = await collect(incident, sources, { signal: context.signal });
  const files = await writeReport(folder, postmortem);
  if (context.json) printJson(context, { ...postmortem, files });
  else
    for (const line of [...summaryOf(postmortem), '', files.markdown, files.html])
      print(context, printable(line, Infinity));
  return EXIT.held;
}

const oncallUrl = (engine: Engine): string => httpUrl(engine, ONCALL.name, ONCALL.port);

const sourcesOf = (context: LabContext, engine: Engine): Sources => ({
  oncall: (signal) => new Oncall(oncallUrl(engine), signal),
  prometheus: (signal) => new Prometheus(httpUrl(engine, 'prometheus', 9090), signal),
  jaeger: (signal) => new Jaeger(httpUrl(engine, 'jaeger', 16686), signal),
  loki: (signal) => new Loki(httpUrl(engine, 'loki', 3100), signal),
  audit: (signal) =>
    audit(storeUrls(engine, context.env), new Set(), {
      limitMs: SETTLE_LIMIT_MS,
      progress: (line) => say(context, line),
      signal,
    }),
  objectives: objectivesOf(context),
  traceUrl: traceUrlOf(engine),
});
