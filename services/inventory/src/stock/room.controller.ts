import type { StockRoom } from '@lab/contracts';
import { Controller, Get } from '@nestjs/common';
import { RoomSampler } from './room.sampler';

/** Below /health, because orders asks every second: like a probe, it leaves no trace, no log line and no measurement. */
@Controller('health')
export class RoomController {
  constructor(private readonly sampler: RoomSampler) {}

  /** From the last sample, so that it costs Redis nothing. */
  @Get('room')
  room(): StockRoom {
    return this.sampler.current();
  }
}
