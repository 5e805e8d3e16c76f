import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/bootstrap/create-app';
import { BaseConfig } from '../../src/config/base.config';

export type LogLine = Record<string, unknown> & { msg: string; seq: number };

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly logs: LogLine[];
}

class TestModule {}

/** An app around the given controllers and modules, with its log lines at hand. */
export const testApp = async (metadata: ModuleMetadata, env: NodeJS.ProcessEnv = {}): Promise<TestApp> => {
  const logs: LogLine[] = [];
  const module = (): DynamicModule => ({ module: TestModule, ...metadata });
  const app = await createApp({
    name: 'test',
    config: BaseConfig,
    module,
    env,
    openApi: { title: 'Test', description: 'of the library', version: '1' },
    logTo: { write: (line) => logs.push(JSON.parse(line) as LogLine) },
  });
  return { app, logs };
};
