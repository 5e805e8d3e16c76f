import { z } from 'zod';
import { type Judged, judgeBy } from './check.ts';

/** As much of `.lab/capacity/report.json` as the review reads. */
const Report = z.object({
  finishedAt: z.iso.datetime(),
  engine: z.string(),
  verdict: z.string(),
  ordersPerSecond: z.number().nullable(),
});

export interface CapacityFacts {
  /** The report's text; undefined where there is none. */
  readonly report: string | undefined;
  readonly engine: string;
  readonly now: Date;
}

/** The window of the error budgets: what was measured before says little about the lab of today. */
const MAX_AGE_DAYS = 30;
const MS_PER_DAY = 86_400_000;
const REMEDY = 'measure it with `lab capacity`';

/** The lab's capacity was measured, on this engine, not long ago. */
export function judgeCapacity({ report, engine, now }: CapacityFacts): Judged {
  if (report === undefined) return judgeBy([`never measured; ${REMEDY}`], []);
  const read = parse(report);
  if (read === undefined) return judgeBy([`the report of \`lab capacity\` cannot be read; ${REMEDY}`], []);
  const days = (now.getTime() - Date.parse(read.finishedAt)) / MS_PER_DAY;
  const problems = [
    ...(days > MAX_AGE_DAYS
      ? [`measured ${Math.floor(days)} days ago, more than ${MAX_AGE_DAYS}; ${REMEDY}`]
      : []),
    ...(read.engine === engine
      ? []
      : [`measured on the ${read.engine} engine, the lab runs on ${engine}; ${REMEDY}`]),
    ...(read.verdict === 'refuted'
      ? [`the last measurement was refuted; see it again with \`lab capacity\``]
      : []),
    ...(read.ordersPerSecond === null ? [`the last measurement found no rate that holds; ${REMEDY}`] : []),
  ];
  return judgeBy(problems, [
    `${Math.round(read.ordersPerSecond ?? 0)} orders/s, measured ${read.finishedAt}`,
  ]);
}

function parse(text: string): z.infer<typeof Report> | undefined {
  try {
    return Report.parse(JSON.parse(text));
  } catch {
    return undefined; // it is judged, not thrown: a report of another version is none
  }
}
