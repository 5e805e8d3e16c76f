import { Option } from 'commander';
import { STRENGTHS } from '../../faults/flags/fault-key.ts';
import { duration, wholeNumber } from '../../options.ts';
import type { Verb } from '../../verb.ts';
import type { OnOptions, VerifyOptions } from './plan.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LARGEST_SEED = 2 ** 31 - 1;

const strength = (): Option =>
  new Option('--strength <strength>', 'How strong it is').choices([...STRENGTHS]).default('medium');
const seed = (): Option =>
  new Option('--seed <n>', 'Chooses which requests or which products it hits')
    .argParser(wholeNumber(0, LARGEST_SEED))
    .default(1);

const list: Verb = {
  summary: 'List the faults, where each one is, and which are on',
  reportsJson: true,
  run: async (context) => (await import('./run.ts')).runList(context),
};

const on: Verb<OnOptions> = {
  summary: 'Turn a fault on, and return once it is in force',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('<name>', 'Name of the fault, as in `lab fault list`')
      .addOption(strength())
      .addOption(seed())
      .option('--for <time>', 'How long until all faults end by themselves', duration(1_000, DAY_MS), HOUR_MS)
      .addHelpText(
        'after',
        `
Examples:
  lab fault on missing-index                    turn it on for an hour
  lab fault on early-return --strength high     for every request that it can hit
  lab fault on lock-contention --seed 3         for other products`,
      );
  },
  run: async (context, [name = ''], options) => (await import('./run.ts')).runOn(context, name, options),
};

const off: Verb = {
  summary: 'Turn all faults off, and return once they are',
  run: async (context) => (await import('./run.ts')).runOff(context),
};

const verify: Verb<VerifyOptions> = {
  summary: 'Prove under load that faults show where they should, compared with a control run',
  reportsJson: true,
  configure: (command) => {
    command
      .argument('[name...]', 'Faults to verify (default: all)')
      .addOption(strength())
      .addOption(seed())
      .option(
        '--window <time>',
        'Length of the control window and of each other one',
        duration(10_000, 120_000),
        15_000,
      );
  },
  run: async (context, names, options) => (await import('./run.ts')).runVerify(context, names, options),
};

export const verb: Verb = {
  summary: 'Turn faults inside the services on and off: slow queries, leaks, lost calls',
  group: 'Break it',
  verbs: { list, on, off, verify },
};
