import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { duration } from '../options.ts';
import { JUDGED_OBJECTIVES, VERDICTS } from './experiment.ts';

// The Chaos Toolkit's format (chaostoolkit.org/reference/api/experiment), as far as we carry it out. What is not here is refused: an
// experiment that is half carried out proves nothing.

export const EXTENSION = 'sre-lab';

const Words = z.array(z.string());

/** A string would be run by a shell. */
const Process = z.strictObject({
  type: z.literal('process', 'only process providers are supported'),
  path: z.literal('./lab', 'only ./lab is run'),
  arguments: Words,
  timeout: z.number().positive().optional(),
});

const Pauses = z.strictObject({
  before: z.number().nonnegative().default(0),
  after: z.number().nonnegative().default(0),
});

const Probe = z.strictObject({
  type: z.literal('probe'),
  name: z.string(),
  tolerance: z.number().int('only an exit code is supported'),
  provider: Process,
});

const Action = z.strictObject({
  type: z.literal('action'),
  name: z.string(),
  background: z.boolean().default(false),
  pauses: Pauses.default({ before: 0, after: 0 }),
  provider: Process,
});
export type Action = z.infer<typeof Action>;

const Milliseconds = z.string().transform((text, context) => {
  try {
    return duration(1)(text);
  } catch (error) {
    context.addIssue(messageOf(error));
    return z.NEVER;
  }
});

const Allowed = z.union(
  [
    z.literal('kept'),
    z
      .strictObject({ recoversWithin: Milliseconds })
      .transform(({ recoversWithin }) => ({ recoversWithinMs: recoversWithin })),
  ],
  'must be kept, or a time with its unit: { recoversWithin: 20s }',
);

const Extension = z.strictObject({
  name: z.literal(EXTENSION),
  verdict: z.enum(VERDICTS),
  objectives: z.partialRecord(z.enum(JUDGED_OBJECTIVES), Allowed),
  alerts: z.array(z.string()).default([]),
  keepsLogLines: z.boolean().default(false),
  needs: z.array(z.string()).default([]),
});

export const ExperimentFile = z.strictObject({
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()).default([]),
  'steady-state-hypothesis': z.strictObject({ title: z.string(), probes: z.array(Probe).min(1) }),
  method: z.array(Action).min(1),
  rollbacks: z.array(Action).default([]),
  extensions: z.tuple([Extension]),
});
export type ExperimentFile = z.infer<typeof ExperimentFile>;
