import { criticalPath, hopOf, readTrace, type Trace } from '@lab/analysis';
import { type LabContext, print, printJson } from '../../../context.ts';
import { EXIT, type ExitCode, EnvironmentError } from '../../../errors.ts';
import { printable, table } from '../../../report/table.ts';
import type { Jaeger } from '../../../signals/jaeger.ts';
import { describePath } from '../path-report.ts';

type Output = Pick<LabContext, 'json' | 'stdout'>;
type Asked<Method extends keyof Jaeger> = { readonly jaeger: Pick<Jaeger, Method>; readonly url: string };

export interface SlowestOptions {
  readonly service: string;
  readonly last: number;
  readonly limit: number;
}

/** Jaeger looks through so many of the newest. */
const SEARCHED = 1000;

/** One trace and its critical path. */
export async function runShow(
  context: Output,
  { jaeger, url }: Asked<'trace'>,
  id: string,
): Promise<ExitCode> {
  const json = await jaeger.trace(id);
  const trace = json && readTrace(json);
  if (trace === undefined)
    throw new EnvironmentError(
      `Jaeger has no trace ${id}; it arrives some seconds after the request, and old ones are dropped`,
    );
  if (context.json) printJson(context, pathOf(trace));
  else for (const line of [...describePath(trace), url + trace.id]) print(context, printable(line, 500));
  return EXIT.held;
}

const pathOf = (trace: Trace): object => ({
  id: trace.id,
  durationMs: (trace.endUs - trace.startUs) / 1000,
  path: criticalPath(trace, 'end').map(({ span, kind, fromUs, toUs }) => ({
    service: span.service,
    span: span.name,
    what: hopOf({ span, kind, fromUs, toUs }) ?? kind,
    atMs: (fromUs - trace.startUs) / 1000,
    durationMs: (toUs - fromUs) / 1000,
  })),
});

/** The traces of a service whose requests took longest. */
export async function runSlowest(
  context: Output,
  { jaeger, url }: Asked<'search'>,
  { service, last, limit }: SlowestOptions,
): Promise<ExitCode> {
  const to = Date.now();
  const found = await jaeger.search({ service, from: to - last, to, limit: SEARCHED });
  const slowest = found
    .map(readTrace)
    .filter((trace) => trace !== undefined)
    .map((trace) => ({ trace, us: answerUs(trace) }))
    .sort((a, b) => b.us - a.us)
    .slice(0, limit)
    .map(({ trace, us }) => ({
      id: trace.id,
      request: trace.roots[0]?.name ?? '',
      durationMs: us / 1000,
      spans: trace.spans.length,
      url: url + trace.id,
    }));
  if (context.json) printJson(context, { searched: found.length, traces: slowest });
  else for (const line of describe(slowest, { service, searched: found.length })) print(context, line);
  return EXIT.held;
}

/** Until the client had its answer. */
const answerUs = ({ roots: [root] }: Trace): number => (root === undefined ? 0 : root.endUs - root.startUs);

interface Slow {
  readonly request: string;
  readonly durationMs: number;
  readonly spans: number;
  readonly url: string;
}

const describe = (
  slowest: readonly Slow[],
  { service, searched }: { readonly service: string; readonly searched: number },
): string[] =>
  slowest.length === 0
    ? [`no traces of ${service} in this time`]
    : [
        ...table(
          ['ANSWER', 'SPANS', 'REQUEST', 'TRACE'],
          slowest.map(({ durationMs, spans, request, url }) => [
            `${durationMs.toFixed(1)} ms`,
            String(spans),
            request,
            url,
          ]),
        ),
        `the slowest of the newest ${searched} traces`,
      ];
