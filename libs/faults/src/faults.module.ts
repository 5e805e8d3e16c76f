import { type DynamicModule, Module } from '@nestjs/common';
import { FlagFile } from './flag-file';

/** Watches the flag file of this process. */
@Module({})
export class FaultsModule {
  static forRoot(file: string | undefined): DynamicModule {
    return {
      module: FaultsModule,
      global: true,
      providers: [{ provide: FlagFile, useFactory: () => new FlagFile(file) }],
      exports: [FlagFile],
    };
  }
}
