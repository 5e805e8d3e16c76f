import { UsageError } from './errors.ts';

/** An option's value that must be a whole number within bounds. */
export const parseWhole = (option: string, value: unknown, [min, max]: readonly [number, number]): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new UsageError(`${option}: must be a whole number from ${min} to ${max}`);
  }
  return number;
};
