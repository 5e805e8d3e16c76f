import type { LabContext } from '../../context.ts';

/** In the order in which they run: the quick and telling ones first. */
export const PARTS = ['static', 'unit', 'int', 'whole'] as const;
export type Part = (typeof PARTS)[number];

/** How a suite ended. A static check counts as one test. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Everything a person needs of what failed; empty when nothing did. */
  readonly report: string;
  /** What failed: a line each, with the start of its reason. */
  readonly failures?: readonly string[];
  /** Why it did not run, where it could not. */
  readonly reason?: string;
  /** It did not run: it passed before, on the same content. */
  readonly passedBefore?: true;
}

/** What ran, and how it ended: `lab test --json` says it as it is. */
export interface SuiteResult extends Outcome {
  readonly part: Part;
  readonly name: string;
  readonly seconds: number;
}

export interface SuiteRun {
  readonly context: LabContext;
  /** Set for the suite's processes over the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** A line about a part of the suite that has just ended. */
  readonly onLine: (line: string) => void;
  /** As in RunOptions: above 0, it leaves the processors to others. */
  readonly niceness: number;
}

export interface Suite {
  readonly part: Part;
  readonly name: string;
  /** It measures time or needs the whole machine: nothing else may run beside it. */
  readonly alone?: boolean;
  /** Of the whole-lab specs: it needs no quiet machine, and runs beside the others on a lab of its own. */
  readonly beside?: boolean;
  run(suiteRun: SuiteRun): Promise<Outcome>;
}

/** What one `lab test` was asked for. */
export interface TestOrder {
  readonly parts: readonly Part[];
  readonly engine: string;
  readonly match: string | undefined;
  /** Also what takes too long for every change, and what passed before. */
  readonly all: boolean;
}

export const PASSED: Outcome = { passed: 1, failed: 0, skipped: 0, report: '' };
export const failedWith = (report: string): Outcome => ({ passed: 0, failed: 1, skipped: 0, report });
export const skippedBecause = (reason: string): Outcome => ({
  passed: 0,
  failed: 0,
  skipped: 1,
  report: '',
  reason,
});
