import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { criticalPath, type JaegerTrace, readTraces, type Segment } from '@lab/analysis';
import { describeForeign, foreignTraces } from './testing/foreign-traces.ts';

const filesIn = (folder: string): string[] =>
  existsSync(foreignTraces(folder))
    ? readdirSync(foreignTraces(folder)).filter((name) => /^\w*\d+\.json$/.test(name))
    : [];

/** Their times are small whole numbers. Taken as milliseconds, they are well above the precision of a start. */
const inMilliseconds = (trace: JaegerTrace): JaegerTrace => ({
  ...trace,
  spans: trace.spans.map((span) => ({
    ...span,
    startTime: span.startTime * 1000,
    duration: span.duration * 1000,
  })),
});

const pathOf = (data: readonly JaegerTrace[]): Segment[] =>
  criticalPath(readTraces({ data: data.map(inMilliseconds) })[0]!, 'answer');

const read = (path: string): unknown =>
  JSON.parse(readFileSync(foreignTraces('critical-path', path), 'utf8')) as unknown;

/**
 * Four cases have children that overlap. CRISP moves the earlier ones back until they touch, so that each keeps its whole time. Our path is
 * on the clock, as the page draws it: the overlap counts once, for the child that ended last, and what was before the first child is the
 * root's. The children on the path are the same.
 */
const APART = { '[S1] O1': 10, '[S2] O2': 195, '[S3] O3': 95 };
const OURS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '10.json': { '[S1] O1': 402, '[S2] O2': 199, '[S3] O3': 99 },
  '19.json': APART,
  '20.json': APART,
  '21.json': APART,
};

interface CrispCase {
  readonly data: readonly JaegerTrace[];
  readonly testing: Times | readonly Times[];
}
type Times = Readonly<Record<string, number>> & {
  readonly opTimeExclusive?: Readonly<Record<string, number>>;
};

describeForeign("CRISP's own cases", () => {
  it.each(filesIn('critical-path/crisp'))('%s: the same exclusive times on the critical path', (file) => {
    const { data, testing } = read(`crisp/${file}`) as CrispCase;
    const [expected] = 'opTimeExclusive' in testing ? [testing] : (testing as readonly Times[]);
    const times: Record<string, number> = {};
    for (const { span, fromUs, toUs } of pathOf(data)) {
      const name = `[${span.service}] ${span.name}`;
      times[name] = (times[name] ?? 0) + (toUs - fromUs) / 1000;
    }
    const theirs = Object.entries(expected?.opTimeExclusive ?? expected ?? {}).filter(([, time]) => time > 0);
    expect(times).toEqual({ ...Object.fromEntries(theirs), ...OURS[file] });
  });
});

interface JaegerCase {
  readonly trace: { readonly data: readonly JaegerTrace[] };
  readonly criticalPathSections: readonly Section[];
}
interface Section {
  readonly spanID: string;
  readonly sectionStart: number;
  readonly sectionEnd: number;
}

describeForeign("the cases of Jaeger's page", () => {
  it.each(filesIn('critical-path/jaeger-ui'))('%s: the same sections', (file) => {
    const { trace, criticalPathSections } = read(`jaeger-ui/${file}`) as JaegerCase;
    const sections = pathOf(trace.data).map(({ span, fromUs, toUs }): Section => ({
      spanID: span.id,
      sectionStart: fromUs / 1000,
      sectionEnd: toUs / 1000,
    }));
    expect(sections.reverse()).toEqual(criticalPathSections);
  });
});
