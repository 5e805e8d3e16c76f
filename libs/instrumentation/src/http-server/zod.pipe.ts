import { InvalidInput } from '@lab/contracts';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fieldErrors } from './field-errors';

/**
 * Parses a body, query, parameter or header: `@Body(new ZodPipe(PlaceOrder)) order: PlaceOrder`.
 * Throws InvalidInput with the path of each offending field.
 */
export class ZodPipe<S extends z.ZodType> implements PipeTransform<unknown, z.infer<S>> {
  constructor(private readonly schema: S) {}

  transform(value: unknown, { type, data }: ArgumentMetadata): z.infer<S> {
    const result = this.schema.safeParse(value);
    if (result.success) return result.data;
    throw new InvalidInput(fieldErrors(result.error, data ?? type));
  }
}
