import { EVENT_LOOP_LAG_INTERVAL_MS } from '@lab/contracts';
import type { DynamicModule } from '@nestjs/common';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PrometheusController, PrometheusModule } from '@willsoto/nestjs-prometheus';
import { watchProcess } from './process-saturation';
import { registry } from './registry';

@ApiExcludeController()
@Controller()
export class MetricsController extends PrometheusController {
  @Get()
  override index(@Res({ passthrough: true }) response: unknown): Promise<string> {
    return super.index(response);
  }
}

/** When metrics are on, GET /metrics in OpenMetrics text, with the process's own metrics (CPU, memory and its limit, GC, event loop). */
@Module({})
export class MetricsModule {
  static register(isOn: boolean): DynamicModule {
    if (!isOn) return { module: MetricsModule };
    // prom-client throws when its default metrics are collected twice, which two apps in one process would do
    const enabled = registry.getSingleMetric('process_cpu_user_seconds_total') === undefined;
    watchProcess();
    return {
      module: MetricsModule,
      imports: [
        PrometheusModule.register({
          controller: MetricsController,
          path: '/metrics',
          defaultMetrics: {
            enabled,
            config: { eventLoopMonitoringPrecision: EVENT_LOOP_LAG_INTERVAL_MS },
          },
        }),
      ],
    };
  }
}
