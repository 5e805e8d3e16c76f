import type { ApiBody } from '@nestjs/swagger';
import { z } from 'zod';

export type Schema =
  NonNullable<Parameters<typeof ApiBody>[0]> extends infer B
    ? Extract<B, { schema: unknown }>['schema']
    : never;

export const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  // a refinement or transformation has no JSON schema; what stands before it is documented
  z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' }) as Schema;
