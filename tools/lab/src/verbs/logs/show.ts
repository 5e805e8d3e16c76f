import { type LabContext, say } from '../../context.ts';
import type { Engine } from '../../engines/engine.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { entriesOf, type Entry } from './entry.ts';
import { candidateOf, filterOf, isFiltering } from './filter.ts';
import { followEntries } from './follow.ts';
import { mergeByTime } from './merge.ts';
import { LineWriter } from './output.ts';
import type { LogsPlan } from './plan.ts';
import { rendererOf } from './render/renderer.ts';
import { lastOf } from './tail.ts';

interface Showing {
  readonly context: LabContext;
  readonly engine: Pick<Engine, 'logs'>;
  readonly plan: LogsPlan;
}

export async function showLogs(showing: Showing): Promise<ExitCode> {
  const { context, plan } = showing;
  for (const note of plan.notes) say(context, `lab: ${note}`);
  const [render, writer] = [rendererOf(plan, context), new LineWriter(context)];
  let shown = 0;
  const show = (entry: Entry): Promise<void> => {
    shown += 1;
    return writer.write(render(entry));
  };
  try {
    if (plan.follow) await Promise.all(plan.services.map((service) => follow(service, showing, show)));
    else await showAll(showing, show);
  } finally {
    writer.flush();
  }
  if (plan.follow) return EXIT.held; // Ctrl-C is how one stops following
  context.signal.throwIfAborted();
  if (plan.trace === undefined || shown > 0) return EXIT.held;
  say(context, notFound(plan));
  return EXIT.refuted;
}

type Show = (entry: Entry) => Promise<void>;

async function showAll(showing: Showing, show: Show): Promise<void> {
  const sources = showing.plan.services.map((service) => wanted(service, showing));
  for await (const entry of mergeByTime(sources)) await show(entry);
}

function follow(service: string, { context: { signal }, engine, plan }: Showing, show: Show): Promise<void> {
  const [isWanted, lines] = [filterOf(plan), linesToFilter(plan)];
  const source = engine.logs(service, { follow: true, ...linesToRead(plan) });
  // Where lines are counted, the others are needed too: they tell when the new ones begin.
  const isCandidate = lines === undefined ? candidateOf(plan) : undefined;
  const entries = entriesOf(service, source, { signal, ...(isCandidate && { isCandidate }) });
  return followEntries(entries, { isWanted, lines, show });
}

function wanted(service: string, { context: { signal }, engine, plan }: Showing): AsyncIterable<Entry> {
  const source = engine.logs(service, linesToRead(plan));
  const entries = entriesOf(service, source, { signal, isCandidate: candidateOf(plan) });
  const lines = linesToFilter(plan);
  const filtered = isFiltering(plan) ? only(entries, filterOf(plan)) : entries;
  return lines === undefined ? filtered : lastOf(filtered, lines);
}

async function* only(
  entries: AsyncIterable<Entry>,
  isWanted: (entry: Entry) => boolean,
): AsyncGenerator<Entry> {
  for await (const entry of entries) if (isWanted(entry)) yield entry;
}

/** The engine finds the end of a log without reading all of it, but does not know which lines count. */
const linesToRead = (plan: LogsPlan): { lines?: number } =>
  plan.lines !== undefined && linesToFilter(plan) === undefined ? { lines: plan.lines } : {};

const linesToFilter = (plan: LogsPlan): number | undefined =>
  isFiltering(plan) && plan.lines !== 0 ? plan.lines : undefined;

function notFound({ trace = '', level, services }: LogsPlan): string {
  const which = level === undefined ? '' : `${level} or more severe `;
  const where = services.length === 0 ? 'in none of these services' : `in ${services.join(', ')}`;
  return (
    `lab: no ${which}line of trace ${trace} ${where}. The trace may be too new, its logs may be rotated or wiped, ` +
    'or its work may not be traced (probes, scrapes)'
  );
}
