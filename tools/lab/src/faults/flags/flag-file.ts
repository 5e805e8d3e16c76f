import { FAULT_NAMES, type FaultName } from '@lab/contracts';
import { z } from 'zod';
import { EnvironmentError, UsageError } from '../../errors.ts';
import { FAULT_KEYS } from './fault-keys.ts';
import { STRENGTHS, type Strength } from './fault-key.ts';

/** A fault that is turned on. */
export interface Chosen {
  readonly name: FaultName;
  readonly strength: Strength;
  readonly seed: number;
}

/** What the flag file of a lab says. */
export interface FlagSet {
  readonly chosen: readonly Chosen[];
  /** When all of it ends by itself. */
  readonly until?: Date;
}

export const NO_FLAGS: FlagSet = { chosen: [] };

const FlagFile = z.object({
  flags: z.record(
    z.string(),
    z.object({
      defaultVariant: z.string(),
      metadata: z.object({ seed: z.number().int().nonnegative() }),
    }),
  ),
  metadata: z.object({ until: z.iso.datetime() }).optional(),
});

export const faultNamed = (text: string): FaultName => {
  const name = FAULT_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new UsageError(`unknown fault "${text}"; available: ${FAULT_NAMES.join(', ')}`);
  return name;
};

export const strengthNamed = (text: string): Strength => {
  const strength = STRENGTHS.find((known) => known === text);
  if (strength === undefined)
    throw new UsageError(`unknown strength "${text}"; available: ${STRENGTHS.join(', ')}`);
  return strength;
};

/** The file in flagd's format. Only flags that are on are in it: the services have no others. */
export const writeFlags = ({ chosen, until }: FlagSet): string => {
  const flags = Object.fromEntries(
    chosen.map(({ name, strength, seed }) => [
      name,
      {
        state: 'ENABLED',
        variants: { off: 0, ...FAULT_KEYS[name].amounts },
        defaultVariant: strength,
        metadata: { seed },
      },
    ]),
  );
  const metadata = until === undefined ? {} : { metadata: { until: until.toISOString() } };
  return `${JSON.stringify({ $schema: 'https://flagd.dev/schema/v0/flags.json', flags, ...metadata }, null, 2)}\n`;
};

/** Throws where somebody else has written it, and it is not as `writeFlags` does it. */
export const readFlags = (text: string): FlagSet => {
  if (text === '') return NO_FLAGS;
  try {
    const { flags, metadata } = FlagFile.parse(JSON.parse(text));
    const chosen = Object.entries(flags).map(
      ([
        name,
        {
          defaultVariant,
          metadata: { seed },
        },
      ]) => ({
        name: faultNamed(name),
        strength: strengthNamed(defaultVariant),
        seed,
      }),
    );
    return { chosen, ...(metadata && { until: new Date(metadata.until) }) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new EnvironmentError(
      `the flag file is not as lab fault writes it; \`lab fault off\` replaces it. ${why}`,
      {
        cause: error,
      },
    );
  }
};

/** Those that are on at this time. */
export const activeAt = ({ chosen, until }: FlagSet, now: Date): readonly Chosen[] =>
  until !== undefined && until <= now ? [] : chosen;
