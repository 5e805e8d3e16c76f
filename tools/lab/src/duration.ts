import { UsageError } from './errors.ts';

const MS_PER = { ms: 1, s: 1000, m: 60_000 } as const;
const FORM = /^(\d{1,6})(ms|s|m)$/;

/** `500ms`, `30s`, `5m` → milliseconds. */
export const parseDuration = (option: string, text: string): number => {
  const [, amount, unit] = FORM.exec(text) ?? [];
  if (!amount || !unit)
    throw new UsageError(`${option}: must be a duration such as 500ms, 30s or 5m, not ${text}`);
  return Number(amount) * MS_PER[unit as keyof typeof MS_PER];
};
