import { Catalog } from '@lab/contracts';
import { Controller, Get } from '@nestjs/common';
import { StockService } from './stock.service';

@Controller('stock')
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Get()
  list(): Promise<Catalog> {
    return this.stock.catalog();
  }
}
