import { RouteConfig } from '@nestjs/platform-fastify';

/** `@TakesNoBody()`: the operation accepts an empty body of any content type. Another body must be JSON, and is ignored. */
export const TakesNoBody = (): MethodDecorator => RouteConfig({ takesNoBody: true });
