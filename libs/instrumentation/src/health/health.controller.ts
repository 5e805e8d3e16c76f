import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Lifecycle } from '../http-server/lifecycle';
import { Dependencies } from './dependencies';

interface StatusSetter {
  code(status: number): unknown;
}

/** In terminus' JSON, also when the answer is 503: probes and people read the same shape. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly dependencies: Dependencies,
    private readonly lifecycle: Lifecycle,
  ) {}

  /** The process answers: nothing else, or a database that is down would get every service restarted. */
  @Get('live')
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** Ready to serve: each dependency up, and not on the way out. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: StatusSetter): Promise<unknown> {
    try {
      return await this.health.check([() => this.process(), ...this.monitors()]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.code(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse();
    }
  }

  private process() {
    const process = this.indicators.check('process');
    return this.lifecycle.isDraining ? process.down('draining') : process.up();
  }

  private monitors() {
    return this.dependencies.monitors.map((monitor) => () => {
      const verdict = monitor.verdict();
      const dependency = this.indicators.check(monitor.name);
      return verdict.isUp ? dependency.up() : dependency.down(verdict.reason);
    });
  }
}
