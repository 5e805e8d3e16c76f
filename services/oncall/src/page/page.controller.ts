import { Page, PageAccepted } from '@lab/contracts';
import { ApiProblems, ApiZodBody, ApiZodResponse, ZodPipe } from '@lab/instrumentation';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { PageService } from './page.service';

@ApiTags('pages')
@Controller('pages')
export class PageController {
  constructor(private readonly pages: PageService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'receivePage',
    summary: "Receive Alertmanager's webhook; from the 200 on it is never lost",
  })
  @ApiZodBody(Page)
  @ApiZodResponse(200, PageAccepted)
  @ApiProblems({
    422: 'It is no webhook of version 4.',
    503: 'The journal cannot be written, or a limit is reached; see Retry-After.',
  })
  receive(@Body(new ZodPipe(Page)) page: z.infer<typeof Page>): Promise<PageAccepted> {
    return this.pages.receive(page);
  }
}
