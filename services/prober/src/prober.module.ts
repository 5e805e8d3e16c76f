import { HealthModule } from '@lab/instrumentation';
import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIT_METRICS } from './audit/audit.metrics';
import { AuditSchedule } from './audit/audit.schedule';
import { OrdersReader } from './audit/orders.reader';
import { RunningAudit } from './audit/running-audit';
import { StockReader } from './audit/stock.reader';
import { CLOCK, REAL_CLOCK } from './freshness/clock';
import { Freshness } from './freshness/freshness';
import { FRESHNESS_METRICS } from './freshness/freshness.metrics';
import { LogSource } from './freshness/log.source';
import { TraceSource } from './freshness/trace.source';
import { PROBE_METRICS } from './probe/probe.metrics';
import { ProbeSchedule } from './probe/probe.schedule';
import { ProbeService } from './probe/probe.service';
import { ProbedOrders } from './probe/probed-orders';
import { ShopClient } from './probe/shop.client';
import { PROBER_CONFIG, type ProberConfig } from './prober.config';

@Module({})
export class ProberModule {
  static forRoot(config: ProberConfig): DynamicModule {
    return {
      module: ProberModule,
      // Nothing that it looks at is a dependency: what is away is its finding.
      imports: [HealthModule.register({ probes: [] })],
      providers: [
        { provide: PROBER_CONFIG, useValue: config },
        ...[ShopClient, ProbeService, ProbedOrders, ProbeSchedule, ...PROBE_METRICS],
        { provide: CLOCK, useValue: REAL_CLOCK },
        ...[TraceSource, LogSource, Freshness, ...FRESHNESS_METRICS],
        ...[OrdersReader, StockReader, RunningAudit, AuditSchedule, ...AUDIT_METRICS],
      ],
    };
  }
}
