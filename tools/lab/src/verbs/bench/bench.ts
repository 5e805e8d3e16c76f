import type { LabContext } from '../../context.ts';
import type { ExitCode } from '../../errors.ts';

export interface BenchOption {
  /** Without the dashes. */
  readonly name: string;
  /** What follows it: `<n>`. */
  readonly value: string;
  readonly about: string;
  /** Where it is not given; without one it may be absent. */
  readonly otherwise?: string;
}

/** One benchmark: the export `bench` of bench/<name>/index.ts, which should import what it runs lazily. */
export interface Bench {
  /** One line for `lab bench --help`. */
  readonly summary: string;
  readonly options: readonly BenchOption[];
  run(context: LabContext, options: Readonly<Record<string, string | undefined>>): Promise<ExitCode>;
}
