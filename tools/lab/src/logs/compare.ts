import { SeqCount, SeqRanges, type SeqRange } from './seq-count.ts';
import type { Tally } from './tally.ts';

/** Where on its way a line was last seen, or would have had to be. */
export type LostAt =
  /** The process counted it and it is not in the files, though lines before and after it are. */
  | 'unwritten'
  /** It is in the files and did not arrive. */
  | 'undelivered'
  /** It is older than what the files still hold, and did not arrive. */
  | 'rotated';

export interface LostLines {
  readonly instance: string;
  readonly at: LostAt;
  readonly count: number;
  /** The first of them. */
  readonly ranges: readonly SeqRange[];
}

export interface ServiceFinding {
  readonly service: string;
  readonly format: string;
  /** Lines that the process numbered, and lines without a number that are in its files. */
  readonly produced: number;
  /** Of these, in the files. Less where files were rotated away. */
  readonly inFiles: number;
  /** Of these, kept raw because they are not what their format says. */
  readonly unparsed: number;
  readonly unparsedExamples: readonly string[];
  /** Arrived at the end of the way, each counted once; null where there is no Loki. */
  readonly arrived: number | null;
  readonly duplicated: number;
  /** In the files still, and older than what Loki keeps. */
  readonly expired: number;
  /** The process could not write them, said so, and counted them. */
  readonly dropped: number;
  readonly lost: number;
  readonly lostLines: readonly LostLines[];
}

const RANGES_SHOWN = 5;
const NONE = new SeqCount();

interface Hops {
  readonly service: string;
  readonly format: string;
  readonly files: Tally;
  /** Undefined where nothing keeps what arrives: then the files are the end of the way. */
  readonly loki: Tally | undefined;
  /** Whether Loki may have deleted lines as too old, some that the files still hold among them. */
  readonly isOld: boolean;
  /** By process: the newest line that Loki had when the audit first asked it. */
  readonly seenFirst?: ReadonlyMap<string, number>;
}

/**
 * What became of every line of a service. `(instance, seq)` names a line, and a process numbers its lines from 1 without a
 * gap: so a missing number is a lost line, whichever hop it is missing at.
 */
export function compareHops(hops: Hops): ServiceFinding {
  const { service, format, files, loki } = hops;
  const instances = new Set([...files.instances.keys(), ...(loki?.instances.keys() ?? [])]);
  const found = [...instances].map((instance) => compareInstance(instance, hops));
  const lostLines = found.flatMap(({ lost }) => lost);
  return {
    service,
    format,
    produced: unparsedOf(hops) + found.reduce((sum, { produced }) => sum + produced, 0),
    inFiles: files.distinct + files.unparsed,
    unparsed: unparsedOf(hops),
    unparsedExamples: files.examples,
    arrived: loki === undefined ? null : loki.distinct + loki.unparsed,
    duplicated: (loki ?? files).repeated,
    expired: files.expired,
    dropped: found.reduce((sum, { dropped }) => sum + dropped, 0),
    lost: unparsedLost(hops) + lostLines.reduce((sum, { count }) => sum + count, 0),
    lostLines,
  };
}

/** Lines without a number. What the files have no longer may still be in Loki. */
const unparsedOf = ({ files, loki }: Hops): number => Math.max(files.unparsed, loki?.unparsed ?? 0);

const unparsedLost = ({ files, loki, isOld }: Hops): number =>
  loki === undefined || isOld ? 0 : Math.max(0, files.unparsed - loki.unparsed);

interface InstanceFinding {
  readonly produced: number;
  readonly dropped: number;
  readonly lost: LostLines[];
}

function compareInstance(instance: string, hops: Hops): InstanceFinding {
  const files = countOf(hops.files, instance);
  const end = countOf(hops.loki ?? hops.files, instance);
  const first = firstJudged(instance, hops);
  const last = lastJudged(instance, hops);
  const lost = new Map<LostAt, SeqRanges>();
  let dropped = 0;
  for (let seq = first; seq <= last; seq += 1) {
    if (end.has(seq)) continue;
    if (wasDropped(instance, seq, hops)) {
      dropped += 1;
      continue;
    }
    const at = placeOf(seq, files);
    const ranges = lost.get(at) ?? new SeqRanges();
    lost.set(at, ranges);
    ranges.add(seq);
  }
  const produced = Math.max(0, last - first + 1);
  return { produced, dropped, lost: [...lost].map((group) => toLost(instance, group)) };
}

/** A line that is in the files was not dropped, whatever a later one says. */
const wasDropped = (instance: string, seq: number, { files, loki }: Hops): boolean =>
  !countOf(files, instance).has(seq) &&
  (files.wasDropped(instance, seq) || loki?.wasDropped(instance, seq) === true);

const countOf = (tally: Tally, instance: string): SeqCount => tally.instances.get(instance) ?? NONE;

/** From there on every line must be there: what is older may have been deleted, or rotated away where only the files tell. */
function firstJudged(instance: string, { files, loki, isOld }: Hops): number {
  const { min } = countOf(loki ?? files, instance);
  const first = files.firstJudged(instance);
  return loki === undefined || isOld ? Math.max(first, min) : first;
}

/**
 * The last line of the files, or what Loki had already when it was first asked: the files can end too early (Docker reads none
 * beyond a broken record). Lines that came later are for the next audit: some before them may still be on their way.
 */
function lastJudged(instance: string, { files, loki, seenFirst }: Hops): number {
  const { max } = countOf(files, instance);
  return max > 0 ? Math.max(max, seenFirst?.get(instance) ?? 0) : countOf(loki ?? files, instance).max;
}

const toLost = (instance: string, [at, { count, ranges }]: [LostAt, SeqRanges]): LostLines => ({
  instance,
  at,
  count,
  ranges: ranges.slice(0, RANGES_SHOWN),
});

function placeOf(seq: number, files: SeqCount): LostAt {
  if (files.has(seq)) return 'undelivered';
  return files.min === 0 || seq < files.min ? 'rotated' : 'unwritten';
}
