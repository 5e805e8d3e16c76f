import type { FieldError } from '@lab/contracts';
import type { z } from 'zod';

const join = (path: readonly PropertyKey[], root: string): string => {
  const text = path.reduce<string>(
    (prefix, key) =>
      typeof key === 'number' ? `${prefix}[${key}]` : prefix ? `${prefix}.${String(key)}` : String(key),
    '',
  );
  return text || root;
};

/** One entry per offending field, e.g. `lines[0].quantity`; `root` names the input where it is wrong as a whole. */
export const fieldErrors = (error: z.ZodError, root: string): FieldError[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: join([...issue.path, key], root),
          message: 'is not a known field',
        }))
      : [{ field: join(issue.path, root), message: issue.message }],
  );
