import { UsageError } from '../../errors.ts';
import type { Verb } from '../../verb.ts';
import type { Bench } from './bench.ts';
import { bench as logAgents } from './log-agents/index.ts';
import { bench as logEncoders } from './log-encoders/index.ts';
import { bench as orderPath } from './order-path/index.ts';
import { bench as telemetry } from './telemetry/index.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  'order-path': orderPath,
  'log-encoders': logEncoders,
  'log-agents': logAgents,
  telemetry,
};

const NAMES = Object.keys(BENCHES);

const benchNamed = (name = ''): Bench => {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined) throw new UsageError(`unknown bench ${name}; available: ${NAMES.join(', ')}`);
  return bench;
};

/** What was given, and for the rest what the bench has otherwise. An option of another bench is a mistake. */
const optionsFor = (
  { options }: Bench,
  given: Readonly<Record<string, unknown>>,
): Record<string, string | undefined> => {
  const own = options.map(({ name }) => name);
  const foreign = Object.values(BENCHES)
    .flatMap((bench) => bench.options)
    .find(({ name }) => given[name] !== undefined && !own.includes(name));
  if (foreign !== undefined) throw new UsageError(`--${foreign.name}: not an option of this bench`);
  return Object.fromEntries(
    options.map(({ name, otherwise }) => {
      const value = given[name];
      return [name, typeof value === 'string' ? value : otherwise];
    }),
  );
};

/** Benches share names of options, and each says what it means by one. */
const flags = (): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const [bench, { options }] of Object.entries(BENCHES)) {
    for (const { name, value, about, otherwise } of options) {
      const flag = `--${name} ${value}`;
      const unless = otherwise === undefined ? '' : ` (default: ${otherwise})`;
      found.set(flag, [...(found.get(flag) ?? []), `${bench}: ${about}${unless}`]);
    }
  }
  return found;
};

export const verb: Verb = {
  summary: 'measure the cost of the lab beside a yardstick: orders, log lines',
  reportsJson: true,
  configure: (command) => {
    const summaries = Object.entries(BENCHES).map(([name, { summary }]) => `${name}: ${summary}`);
    command.argument('<bench>', summaries.join('; '));
    for (const [flag, meanings] of flags()) command.option(flag, meanings.join('; '));
  },
  run: (context, [name], given) => {
    const bench = benchNamed(name);
    return bench.run(context, optionsFor(bench, given));
  },
};
