import type { DynamicModule } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { HttpClient } from './http-client';
import type { HttpClientOptions } from './http-client.options';

const tokenOf = (name: string): string => `HttpClient(${name})`;

/** Injects the client that `HttpClientModule.register({ name, … })` made. */
export const InjectHttpClient = (name: string): ParameterDecorator & PropertyDecorator =>
  Inject(tokenOf(name));

/** One client per called service; its limits hold for all of its users together. */
@Module({})
export class HttpClientModule {
  static register(options: HttpClientOptions): DynamicModule {
    const provider = { provide: tokenOf(options.name), useFactory: () => new HttpClient(options) };
    return { module: HttpClientModule, providers: [provider], exports: [provider] };
  }
}
