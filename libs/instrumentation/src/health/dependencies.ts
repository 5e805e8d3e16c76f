import type { BeforeApplicationShutdown, OnApplicationBootstrap, Type } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { DependencyMonitor } from './dependency-monitor';
import type { DependencyProbe } from './dependency-probe';

export const PROBES = Symbol('probes');

/** Runs a monitor per probe for as long as the app serves. */
@Injectable()
export class Dependencies implements OnApplicationBootstrap, BeforeApplicationShutdown {
  monitors: readonly DependencyMonitor[] = [];

  constructor(
    private readonly modules: ModuleRef,
    @Inject(PROBES) private readonly probes: readonly Type<DependencyProbe>[],
  ) {}

  onApplicationBootstrap(): void {
    this.monitors = this.probes.map(
      (probe) => new DependencyMonitor(this.modules.get(probe, { strict: false })),
    );
    for (const monitor of this.monitors) void monitor.start();
  }

  beforeApplicationShutdown(): void {
    for (const monitor of this.monitors) monitor.stop();
  }
}
