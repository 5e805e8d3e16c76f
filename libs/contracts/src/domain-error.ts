/**
 * What a failure means to the caller, closed on purpose: each transport owns one exhaustive table from kind
 * to its own answer (HTTP status, message settlement), so a new kind does not compile until all have decided.
 */
export type ErrorKind = 'invalid' | 'not_found' | 'conflict' | 'unavailable';

/** Facts about the failure that a client may see: names and counts, never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** One offending field of the input; `field` is a path such as `lines[0].quantity`. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/**
 * An expected failure. Anything thrown that is not a DomainError is a bug: answered with 500 and logged once.
 * `code` is stable and belongs to the public contract, e.g. `orders.not_found`.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  /** Set where the input is to blame: which fields, and why. */
  readonly errors?: readonly FieldError[];
  /** Seconds after which trying again may help; becomes `Retry-After` over HTTP. */
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The input breaks a rule; `errors` names each field that does. */
export class InvalidInput extends DomainError {
  readonly kind = 'invalid';

  constructor(
    override readonly errors: readonly FieldError[],
    readonly code = 'request.invalid',
  ) {
    super(errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
  }
}

/** Something that this service needs does not answer, or it is too busy itself. Trying again later may help. */
export class Unavailable extends DomainError {
  readonly kind = 'unavailable';

  constructor(
    readonly code: string,
    message: string,
    override readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, {}, options);
  }
}
