import { type Finding, findCauses, readTraces, type Trace, UnreadableTraces } from '@lab/analysis';
import { z } from 'zod';
import { UsageError } from '../../../errors.ts';
import { readJsonFile } from '../read-json-file.ts';
import type { Case } from './cases.ts';

export interface JudgedCase {
  readonly case: string;
  readonly service: string;
  readonly kind: string;
  readonly isHeldOut: boolean;
  /** Whether the fault leaves a mark in the traces; of one that leaves none, the right answer is nothing. */
  readonly isVisible: boolean;
  /** Where the right service stands, from 1; null where it is not among the findings. */
  readonly rank: number | null;
  /** Whether the first finding has the right service and the right kind of cause. */
  readonly isRightCause: boolean;
  /** Whether the path of the first finding leads from the right service to the request, each step deviating. */
  readonly isRightPath: boolean;
  readonly found: readonly Finding[];
  /** What was found where nothing happened: the last third of the baseline against the rest of it. */
  readonly control: readonly Finding[];
}

const Windows = z.object({ baseline: z.unknown(), suspect: z.unknown() });

/** The code faults of this shop skip log lines, not calls (README of the data). */
const SILENT = { folder: 'train-ticket', class: 'code' };

const CAUSES: Readonly<Record<string, readonly string[]>> = {
  network_delay: ['call-time'],
  cpu_contention: ['self-time'],
  cpu_consumed: ['self-time'],
  return: ['missing-children'],
  exception: ['missing-children', 'errors'],
};

export async function judgeCase(each: Case): Promise<JudgedCase> {
  const { baseline, suspect } = await windowsOf(each);
  const found = findCauses(baseline, suspect);
  const [first] = found;
  const rank = found.findIndex(({ service }) => service === each.service) + 1;
  return {
    case: `${each.folder}/${each.id}`,
    service: each.service,
    kind: each.kind,
    isHeldOut: each.isHeldOut,
    isVisible: each.folder !== SILENT.folder || each.class !== SILENT.class,
    rank: rank === 0 ? null : rank,
    isRightCause: rank === 1 && first !== undefined && CAUSES[each.kind]?.includes(first.cause) === true,
    isRightPath: rank === 1 && first !== undefined && leadsToRequest(first, suspect),
    found,
    control: controlOf(baseline),
  };
}

async function windowsOf({ file }: Case): Promise<{ baseline: Trace[]; suspect: Trace[] }> {
  const windows = Windows.safeParse(await readJsonFile(file));
  if (!windows.success) throw new UsageError(`${file}: ${z.prettifyError(windows.error)}`);
  try {
    return { baseline: readTraces(windows.data.baseline), suspect: readTraces(windows.data.suspect) };
  } catch (error) {
    if (error instanceof UnreadableTraces) throw new UsageError(`cannot read ${file}: ${error.message}`);
    throw error;
  }
}

function controlOf(baseline: readonly Trace[]): Finding[] {
  const ordered = baseline.toSorted((a, b) => a.startUs - b.startUs);
  const from = Math.floor((ordered.length * 2) / 3);
  return findCauses(ordered.slice(0, from), ordered.slice(from));
}

/** To the start of the request, or to the consumer that works on behalf of it: nobody waits for that one. */
function leadsToRequest({ path, traces }: Finding, suspect: readonly Trace[]): boolean {
  const last = path.at(-1);
  const spans = suspect.find(({ id }) => id === traces[0])?.spans ?? [];
  return spans.some(
    ({ parent, kind, service }) => (parent === undefined || kind === 'consumer') && service === last?.service,
  );
}
