import {
  ActOnIncident,
  Incident,
  IncidentId,
  IncidentPage,
  ListIncidents,
  NoteOnIncident,
} from '@lab/contracts';
import { ApiProblems, ApiZodBody, ApiZodQuery, ApiZodResponse, ZodPipe } from '@lab/instrumentation';
import { Body, Controller, Get, HttpCode, Param, Post, Query, applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { IncidentService } from './incident.service';

const incidentId = new ZodPipe(IncidentId);
const ApiIncidentId = (): MethodDecorator =>
  ApiParam({ name: 'id', schema: { type: 'integer', minimum: 1 } });

const Action = (name: string, summary: string, body: z.ZodType): MethodDecorator =>
  applyDecorators(
    Post(`:id/${name}`),
    HttpCode(200),
    ApiOperation({ operationId: `${name}Incident`, summary }),
    ApiIncidentId(),
    ApiZodBody(body),
    ApiZodResponse(200, Incident),
    ApiProblems({
      404: 'There is no such incident.',
      409: 'Its state does not allow it.',
      422: 'A field is wrong.',
      503: 'The journal cannot be written; see Retry-After.',
    }),
  );

// Parameters are typed by z.infer for the reason in the gateway: the OpenAPI generator fails on a schema as a class.
@ApiTags('incidents')
@Controller('incidents')
export class IncidentController {
  constructor(private readonly incidents: IncidentService) {}

  @Get()
  @ApiOperation({ operationId: 'listIncidents', summary: 'List incidents, newest first' })
  @ApiZodQuery(ListIncidents)
  @ApiZodResponse(200, IncidentPage)
  @ApiProblems({ 422: 'A parameter is wrong.' })
  list(@Query(new ZodPipe(ListIncidents)) query: z.infer<typeof ListIncidents>): IncidentPage {
    return this.incidents.list(query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getIncident', summary: 'Read an incident with its alerts and timeline' })
  @ApiIncidentId()
  @ApiZodResponse(200, Incident)
  @ApiProblems({ 404: 'There is no such incident.', 422: 'The id is malformed.' })
  get(@Param('id', incidentId) id: number): Incident {
    return this.incidents.get(id);
  }

  @Action('ack', 'Acknowledge an incident: it no longer escalates', ActOnIncident)
  ack(
    @Param('id', incidentId) id: number,
    @Body(new ZodPipe(ActOnIncident)) body: z.infer<typeof ActOnIncident>,
  ): Promise<Incident> {
    return this.incidents.act({ id, action: 'ack', body });
  }

  @Action('note', 'Add a note to the timeline, also of a resolved incident', NoteOnIncident)
  note(
    @Param('id', incidentId) id: number,
    @Body(new ZodPipe(NoteOnIncident)) body: z.infer<typeof NoteOnIncident>,
  ): Promise<Incident> {
    return this.incidents.act({ id, action: 'note', body });
  }

  @Action('mitigate', 'Record that customers no longer notice the incident', ActOnIncident)
  mitigate(
    @Param('id', incidentId) id: number,
    @Body(new ZodPipe(ActOnIncident)) body: z.infer<typeof ActOnIncident>,
  ): Promise<Incident> {
    return this.incidents.act({ id, action: 'mitigate', body });
  }

  @Action(
    'resolve',
    'Resolve an incident; alerts that still fire open a new one with their next page',
    ActOnIncident,
  )
  resolve(
    @Param('id', incidentId) id: number,
    @Body(new ZodPipe(ActOnIncident)) body: z.infer<typeof ActOnIncident>,
  ): Promise<Incident> {
    return this.incidents.act({ id, action: 'resolve', body });
  }
}
