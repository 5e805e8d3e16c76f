import { Catalog } from '@lab/contracts';
import { ApiProblems, ApiZodResponse, type Exchange, HttpExchange } from '@lab/instrumentation';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CatalogService } from './catalog.service';

@ApiTags('catalog')
@Controller('catalog')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  /** `age`, in whole seconds, is HTTP's own way to say that an answer is from a cache: above 1, inventory is away. */
  @Get()
  @ApiOperation({
    operationId: 'getCatalog',
    summary: 'List the products and how many pieces of each are left',
  })
  @ApiZodResponse(200, Catalog, 'The header age tells how many seconds old it is')
  @ApiProblems({ 503: 'Inventory cannot be reached, and no catalogue is young enough to show.' })
  async list(@HttpExchange() { reply, signal }: Exchange): Promise<Catalog> {
    const { catalog, ageMs } = await this.catalog.current(signal);
    reply.header('age', String(Math.floor(ageMs / 1000)));
    return catalog;
  }
}
