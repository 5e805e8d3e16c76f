import type { FlagStatus } from '@lab/contracts';
import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { Dependencies, PROBES } from './dependencies';
import type { DependencyProbe } from './dependency-probe';
import { FLAGS, HealthController } from './health.controller';

interface HealthOptions {
  /** Classes that some module of the app provides; each becomes an entry of /health/ready. */
  readonly probes: readonly Type<DependencyProbe>[];
  /** A class that some module of the app provides: what GET /health/flags answers. Without it there is no such route. */
  readonly flags?: Type<HasFlags>;
}

interface HasFlags {
  readonly status: FlagStatus;
}

/** Looked up when it is asked for, as the probes are: its module may come later than this one. */
const statusOf = (modules: ModuleRef, flags: Type<HasFlags>): HasFlags => ({
  get status() {
    return modules.get(flags, { strict: false }).status;
  },
});

/** GET /health/live, /health/ready and, for operators, /health/flags; and the metric `lab_dependency_up`. */
@Module({})
export class HealthModule {
  static register({ probes, flags }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      // changes are logged by the monitors; terminus would log every single probe that is answered 503
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [
        Dependencies,
        { provide: PROBES, useValue: probes },
        {
          provide: FLAGS,
          useFactory: (modules: ModuleRef) => flags && statusOf(modules, flags),
          inject: [ModuleRef],
        },
      ],
    };
  }
}
