import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { problemResponse } from './problem-response';
import { toSchema } from './to-schema';

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

/** Documents the errors of an operation that its own code gives: for each status a problem document. */
export const ApiProblems = (problems: Readonly<Record<number, string>>): MethodDecorator =>
  applyDecorators(
    ...Object.entries(problems).map(([status, description]) =>
      ApiResponse({ status: Number(status), ...problemResponse(Number(status), description) }),
    ),
  );
