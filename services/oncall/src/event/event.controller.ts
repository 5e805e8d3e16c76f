import { EventAttached, ReportEvent } from '@lab/contracts';
import { ApiProblems, ApiZodBody, ApiZodResponse, ZodPipe } from '@lab/instrumentation';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { EventService } from './event.service';

@ApiTags('events')
@Controller('events')
export class EventController {
  constructor(private readonly events: EventService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reportEvent',
    summary:
      'Report what else happened: it joins the timelines of incidents that are open, or open within 15 minutes',
  })
  @ApiZodBody(ReportEvent)
  @ApiZodResponse(200, EventAttached)
  @ApiProblems({ 422: 'A field is wrong.', 503: 'The journal cannot be written; see Retry-After.' })
  report(@Body(new ZodPipe(ReportEvent)) event: z.infer<typeof ReportEvent>): Promise<EventAttached> {
    return this.events.report(event);
  }
}
