import { basename, join } from 'node:path';
import { findMatching } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import type { Suite, TestOrder } from './suite.ts';

const LIMIT_MS = 30 * 60_000;
/** The proof of one objective may take eight minutes, and there are eight. */
const SLOW_LIMIT_MS = 75 * 60_000;

const isOfKind =
  (kind: string) =>
  (file: string): boolean =>
    file.endsWith(`.${kind}.whole-spec.ts`);

/** Spec files that take long and seldom find what the others do not: only with `--all`. */
const isSlow = isOfKind('slow');

/** They judge a lab as it comes up: what other specs did to it would count. */
const isFresh = isOfKind('fresh');

/** They need no quiet machine, no metrics and no traces: they share a small lab of their own, beside the whole one. */
const isBeside = isOfKind('beside');

/** Each file a suite of its own; those of a lab run one after the other, those first that need it fresh. */
export async function wholeSuites(
  root: string,
  { match = '', all }: Pick<TestOrder, 'match' | 'all'>,
): Promise<Suite[]> {
  const files = await findMatching(
    join(root, 'test'),
    'whole/**/*.whole-spec.ts',
    (file) => (all || !isSlow(file)) && `test/${file}`.includes(match),
  );
  return [...files.filter(isFresh), ...files.filter((file) => !isFresh(file))].map((file) =>
    jestSuite({
      part: 'whole',
      name: basename(file, '.whole-spec.ts'),
      folder: 'test',
      config: 'jest.whole.config.cjs',
      files: [file],
      beside: isBeside(file),
      timeoutMs: isSlow(file) ? SLOW_LIMIT_MS : LIMIT_MS,
      sayEachFile: false,
    }),
  );
}
