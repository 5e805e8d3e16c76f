import { UsageError } from '../../errors.ts';

export const MAX_RATE = 2000;

/** The search for the highest rate begins at the usual one. */
export const checkCeiling = (ceiling: number | undefined, rate: number): void => {
  if (ceiling !== undefined && ceiling < rate)
    throw new UsageError(`--ceiling: must be a whole number from ${rate} to ${MAX_RATE}`);
};
