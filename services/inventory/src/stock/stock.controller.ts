import { Catalog, StockRoom } from '@lab/contracts';
import { Controller, Get } from '@nestjs/common';
import { RoomSampler } from './room.sampler';
import { StockService } from './stock.service';

@Controller('stock')
export class StockController {
  constructor(
    private readonly stock: StockService,
    private readonly sampler: RoomSampler,
  ) {}

  @Get()
  list(): Promise<Catalog> {
    return this.stock.catalog();
  }

  /** Orders asks every second: from the last sample, so that it costs Redis nothing. */
  @Get('room')
  room(): StockRoom {
    return this.sampler.current();
  }
}
