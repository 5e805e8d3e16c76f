import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Dependencies, PROBES } from './dependencies';
import type { DependencyProbe } from './dependency-probe';
import { HealthController } from './health.controller';

interface HealthOptions {
  /** Classes that some module of the app provides; each becomes an entry of /health/ready. */
  readonly probes: readonly Type<DependencyProbe>[];
}

/** GET /health/live and GET /health/ready, and the metric `lab_dependency_up`. */
@Module({})
export class HealthModule {
  static register({ probes }: HealthOptions): DynamicModule {
    return {
      module: HealthModule,
      // changes are logged by the monitors; terminus would log every single probe that is answered 503
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
      providers: [Dependencies, { provide: PROBES, useValue: probes }],
    };
  }
}
