import type { IncomingMessage } from 'node:http';
import type { FlagStatus } from '@lab/contracts';
import {
  Controller,
  Get,
  HttpStatus,
  Inject,
  NotFoundException,
  Req,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Lifecycle } from '../http-server/lifecycle';
import { ManagementPort } from '../http-server/management-port';
import { Dependencies } from './dependencies';

/** Tells which version of the flag file is in force; undefined where there are no flags. */
export const FLAGS = Symbol('flags');

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
    @Inject(FLAGS) private readonly flags: { readonly status: FlagStatus } | undefined,
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

  /** For `lab fault`, which waits until a change is in force. Not for clients: they would learn that there is one. */
  @Get('flags')
  flagStatus(@Req() { raw }: RawRequest): FlagStatus {
    if (this.flags === undefined || this.management.isPublic(raw)) throw new NotFoundException();
    return this.flags.status;
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
