import { Problem } from '@lab/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

type Schema =
  NonNullable<Parameters<typeof ApiBody>[0]> extends infer B
    ? Extract<B, { schema: unknown }>['schema']
    : never;

const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  // a refinement or transformation has no JSON schema; what stands before it is documented
  z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' }) as Schema;

/** Documents a JSON body by the schema that its ZodPipe checks. */
export const ApiZodBody = (schema: z.ZodType): MethodDecorator =>
  ApiBody({ schema: toSchema(schema, 'input') });

/** Documents each field of a query by the schema that its ZodPipe checks. */
export const ApiZodQuery = (schema: z.ZodObject): MethodDecorator =>
  applyDecorators(
    ...Object.entries(schema.shape).map(([name, field]) => {
      const fieldSchema = toSchema(field as z.ZodType, 'input');
      return ApiQuery({
        name,
        required: !(field as z.ZodType).safeParse(undefined).success,
        schema: fieldSchema,
      });
    }),
  );

/** Documents an answer by its schema. */
export const ApiZodResponse = (status: number, schema: z.ZodType, description = ''): MethodDecorator =>
  ApiResponse({ status, description, schema: toSchema(schema, 'output') });

/** Documents the errors of an operation: for each status a problem document. */
export const ApiProblems = (problems: Readonly<Record<number, string>>): MethodDecorator =>
  applyDecorators(
    ...Object.entries(problems).map(([status, description]) =>
      ApiResponse({
        status: Number(status),
        description,
        content: { 'application/problem+json': { schema: toSchema(Problem, 'output') } },
      }),
    ),
  );
