import type { LabContext } from '../../../context.ts';
import { parseDuration } from '../../../duration.ts';
import { type ExitCode, UsageError } from '../../../errors.ts';
import { run } from './run.ts';

const SETTLE = '60s';
const OWN_OPTIONS = ['settle', 'json'];

/** `lab logs audit`, which has the command line of `lab logs` and little use for it. */
export async function start(
  context: LabContext,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  if (names.length > 1) throw new UsageError('`lab logs audit` checks all services and takes no names');
  const foreign = Object.keys(options).find((name) => !OWN_OPTIONS.includes(name));
  if (foreign !== undefined) throw new UsageError(`--${foreign} is not an option of \`lab logs audit\``);
  const settle = options['settle'];
  return run(context, { settleMs: parseDuration('--settle', typeof settle === 'string' ? settle : SETTLE) });
}
