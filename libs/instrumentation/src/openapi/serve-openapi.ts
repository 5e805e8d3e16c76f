import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { addCommonProblems } from './common-problems';

export interface OpenApiOptions {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

/** The OpenAPI document at /openapi.json, its page at /docs. */
export const serveOpenApi = (
  app: INestApplication,
  { title, description, version }: OpenApiOptions,
): void => {
  const builder = new DocumentBuilder().setTitle(title).setDescription(description).setVersion(version);
  const document = addCommonProblems(SwaggerModule.createDocument(app, builder.build()));
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', raw: ['json'] });
};
