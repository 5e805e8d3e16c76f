import type { IncomingMessage } from 'node:http';
import { Controller, Get, HttpStatus, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Lifecycle } from '../http-server/lifecycle';
import { ManagementPort } from '../http-server/management-port';
import { Dependencies } from './dependencies';

interface RawRequest {
  readonly raw: IncomingMessage;
}

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
    private readonly management: ManagementPort,
  ) {}

  /** The process answers: nothing else, or a database that is down would get every service restarted. */
  @Get('live')
  async live(@Req() { raw }: RawRequest): Promise<unknown> {
    return this.shownTo(raw, await this.health.check([]));
  }

  /** Ready to serve: each dependency up, and not on the way out. */
  @Get('ready')
  async ready(@Req() { raw }: RawRequest, @Res({ passthrough: true }) reply: StatusSetter): Promise<unknown> {
    try {
      return this.shownTo(raw, await this.health.check([() => this.process(), ...this.monitors()]));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.code(HttpStatus.SERVICE_UNAVAILABLE);
      return this.shownTo(raw, error.getResponse() as HealthCheckResult);
    }
  }

  /** Clients learn whether, operators also why: reasons name hosts and drivers. */
  private shownTo(request: IncomingMessage, result: HealthCheckResult): Partial<HealthCheckResult> {
    return this.management.isPublic(request) ? { status: result.status } : result;
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
