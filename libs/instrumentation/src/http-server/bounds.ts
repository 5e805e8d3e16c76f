import type { FieldError } from '@lab/contracts';

/** The most field errors that an answer lists: the input decides how many there are, and nobody reads more. */
export const MAX_FIELD_ERRORS = 20;

/** Longest texts of an answer, or of a log line about a request, in characters. */
export const MAX_CHARS = { field: 128, message: 256, detail: 512, instance: 1024, stack: 8192 } as const;

/** The text, or its beginning and an ellipsis where it is longer than `most` characters. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;

/** At most MAX_FIELD_ERRORS of the errors, each short enough to read. */
export const boundedErrors = (errors: readonly FieldError[]): FieldError[] =>
  errors.slice(0, MAX_FIELD_ERRORS).map(({ field, message }) => ({
    field: cut(field, MAX_CHARS.field),
    message: cut(message, MAX_CHARS.message),
  }));

/** How many fields are wrong. It names none: this text is logged, and an unknown field's name comes from the body. */
export const countOf = (errors: readonly FieldError[]): string => {
  if (errors.length === 1) return '1 field is invalid';
  const listed = errors.length > MAX_FIELD_ERRORS ? `; the first ${MAX_FIELD_ERRORS} are listed` : '';
  return `${errors.length} fields are invalid${listed}`;
};
